package org.ozmonitor.core.evm;

import java.util.Locale;
import org.ozmonitor.core.evm.value.Spaces;

/// Signatures as monitors compare them: white space and letter case do not count; aliases such as
/// `uint` and names of parameters are not understood.
final class Signatures {
  private Signatures() {}

  static String normalise(String signature) {
    return Spaces.remove(signature).toLowerCase(Locale.ROOT);
  }
}
