package org.ozmonitor.core.evm.value;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.KeccakDigest;

/// Keccak-256 as Ethereum uses it (the padding from before SHA-3 was fixed).
public final class Keccak {
  private Keccak() {}

  /// The hash of a text's UTF-8 bytes.
  public static Word hash(String text) {
    byte[] input = text.getBytes(StandardCharsets.UTF_8);
    KeccakDigest digest = new KeccakDigest(256);
    digest.update(input, 0, input.length);
    byte[] output = new byte[32];
    int written = digest.doFinal(output, 0);
    if (written != output.length) {
      throw new IllegalStateException("Keccak-256 gave " + written + " bytes");
    }
    return Word.read(output, 0);
  }
}
