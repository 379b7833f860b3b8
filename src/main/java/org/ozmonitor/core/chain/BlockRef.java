package org.ozmonitor.core.chain;

/// One block of one chain: its height and its hash as the chain writes it (EVM: `0x` and 64
/// lower-case hex digits).
/// Immutable.
///
/// @param height at least 0
/// @param hash never blank
public record BlockRef(long height, String hash) {
  public BlockRef {
    if (height < 0) {
      throw new IllegalArgumentException("height must be at least 0, was " + height);
    }
    if (hash.isBlank()) {
      throw new IllegalArgumentException("hash must not be blank");
    }
  }
}
