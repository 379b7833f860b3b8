package org.ozmonitor.server.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Ports of 127.0.0.1 that are free at the moment of the question; somebody else may take one
/// before its user does. Stateless.
public final class FreePort {
  private FreePort() {}

  /// Any port.
  public static int any() throws IOException {
    return preferably(0);
  }

  /// `wanted` if it is free, else any; 0: any.
  public static int preferably(int wanted) throws IOException {
    try (var socket = new ServerSocket()) {
      socket.bind(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), wanted));
      return socket.getLocalPort();
    } catch (IOException taken) {
      if (wanted == 0) {
        throw taken;
      }
      return any();
    }
  }
}
