package org.ozmonitor.server.demo;

import java.util.List;
import java.util.stream.IntStream;

/// The accounts and contracts that exist on every simulated chain, whatever its seed. Immutable.
public final class SimulatedWorld {
  /// The token contracts.
  public static final String ALPHA = Hex.address("token alpha");

  public static final String BETA = Hex.address("token beta");
  public static final String GAMMA = Hex.address("token gamma");

  /// An account that sends a good part of all transactions.
  public static final String TREASURY = Hex.address("treasury");

  /// An account that receives a good part of all payments.
  public static final String VAULT = Hex.address("vault");

  static final List<String> TOKENS = List.of(ALPHA, BETA, GAMMA);
  static final List<String> WALLETS =
      IntStream.range(0, 12).mapToObj(number -> Hex.address("wallet " + number)).toList();

  private SimulatedWorld() {}
}
