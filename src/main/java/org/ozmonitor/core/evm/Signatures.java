package org.ozmonitor.core.evm;

import java.util.Locale;
import org.ozmonitor.core.evm.abi.SignatureText;
import org.ozmonitor.core.evm.abi.SignatureText.Kind;
import org.ozmonitor.core.evm.value.Spaces;

/// Signatures as monitors compare them: white space, letter case, names of parameters, `indexed`,
/// `tuple` and modifiers do not count, and `uint` is `uint256`. What is no signature is compared as
/// upstream does, without white space and in lower case.
final class Signatures {
  private Signatures() {}

  static String normalise(String signature) {
    String text = signature.toLowerCase(Locale.ROOT);
    return SignatureText.canonical(text, Kind.FUNCTION)
        .or(() -> SignatureText.canonical(text, Kind.EVENT))
        .orElseGet(() -> Spaces.remove(text));
  }
}
