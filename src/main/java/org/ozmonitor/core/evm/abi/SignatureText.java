package org.ozmonitor.core.evm.abi;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Brings a signature as people write it into the one text that is hashed: without names, blanks
/// and modifiers, with types in full. `event Transfer(address indexed from, address to, uint v)` is
/// `Transfer(address,address,uint256)`. Pure.
public final class SignatureText {
  /// The longest text that is read, in characters.
  public static final int MAX_LENGTH = 16 * 1024;

  private static final int MAX_DEPTH = 64;
  private static final Pattern BLANK = Pattern.compile("[ \\t\\r\\n]*");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");
  private static final Pattern SIZE = Pattern.compile("[1-9][0-9]{0,8}");
  private static final Pattern INTEGER = Pattern.compile("u?int([1-9][0-9]{0,2})");
  private static final Pattern BYTES = Pattern.compile("bytes([1-9][0-9]?)");
  private static final Pattern FIXED = Pattern.compile("u?fixed([1-9][0-9]{0,2})x(0|[1-9][0-9]?)");
  private static final Set<String> TYPES = Set.of("address", "bool", "string", "bytes", "function");
  private static final Map<String, String> ALIASES =
      Map.of(
          "uint", "uint256",
          "int", "int256",
          "byte", "bytes1",
          "fixed", "fixed128x18",
          "ufixed", "ufixed128x18");
  private static final Set<String> PLACES = Set.of("memory", "calldata", "storage");
  private static final Set<String> MODIFIERS =
      Set.of(
          "external",
          "public",
          "internal",
          "private",
          "pure",
          "view",
          "constant",
          "payable",
          "nonpayable",
          "virtual",
          "override");

  /// What a signature is one of.
  public enum Kind {
    FUNCTION("function"),
    EVENT("event"),
    ERROR("error");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  private final String text;
  private final Kind kind;
  private int at;

  private SignatureText(String text, Kind kind) {
    this.text = text;
    this.kind = kind;
  }

  /// The canonical text of a signature, or empty when it is none.
  public static Optional<String> canonical(String text, Kind kind) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SignatureText(text, kind).signature());
    } catch (NoSignatureException e) {
      return Optional.empty();
    }
  }

  private String signature() {
    blank();
    String name = word();
    if (name.equals(kind.prefix) && isAt(BLANK)) {
      blank();
      name = word();
    }
    require(!isReserved(name));
    StringBuilder out = new StringBuilder(text.length()).append(name);
    blank();
    expect('(');
    parameters(out, 0);
    modifiers();
    blank();
    boolean _ = accept(';');
    blank();
    require(at == text.length());
    return out.toString();
  }

  private void modifiers() {
    blank();
    while (at < text.length() && text.charAt(at) != ';') {
      String word = word();
      switch (kind) {
        case FUNCTION -> {
          if (word.equals("returns")) {
            blank();
            expect('(');
            parameters(new StringBuilder(), 0);
          } else {
            require(MODIFIERS.contains(word));
          }
        }
        case EVENT -> require(word.equals("anonymous"));
        case ERROR -> throw new NoSignatureException();
      }
      blank();
    }
  }

  /// The parameters behind an opening parenthesis, up to the closing one.
  private void parameters(StringBuilder out, int depth) {
    require(depth <= MAX_DEPTH);
    out.append('(');
    blank();
    if (!accept(')')) {
      parameter(out, depth);
      while (accept(',')) {
        out.append(',');
        parameter(out, depth);
      }
      expect(')');
    }
    out.append(')');
  }

  private void parameter(StringBuilder out, int depth) {
    blank();
    String root = accept('(') ? "" : word();
    if (root.isEmpty()) {
      parameters(out, depth + 1);
    } else if (root.equals("tuple")) {
      blank();
      expect('(');
      parameters(out, depth + 1);
    } else {
      out.append(elementary(root));
    }
    blank();
    if (root.equals("address") && next().filter("payable"::equals).isPresent()) {
      skip("payable");
    }
    arrays(out);
    words(depth);
  }

  private void arrays(StringBuilder out) {
    while (accept('[')) {
      out.append('[');
      blank();
      Matcher size = SIZE.matcher(text).region(at, text.length());
      if (size.lookingAt()) {
        out.append(size.group());
        at = size.end();
        blank();
      }
      expect(']');
      out.append(']');
      blank();
    }
  }

  /// What may follow a type: `indexed` or a place, and then one name.
  private void words(int depth) {
    Optional<String> next = next();
    if (next.isPresent() && maySay(next.get(), depth)) {
      skip(next.get());
      next = next();
    }
    if (next.isPresent()) {
      require(!isReserved(next.get()));
      skip(next.get());
    }
  }

  private boolean maySay(String word, int depth) {
    return switch (kind) {
      case FUNCTION -> PLACES.contains(word);
      case EVENT -> word.equals("indexed") && depth == 0;
      case ERROR -> false;
    };
  }

  private static String elementary(String name) {
    String full = ALIASES.getOrDefault(name, name);
    require(TYPES.contains(full) || isSized(full));
    return full;
  }

  private static boolean isSized(String name) {
    Matcher integer = INTEGER.matcher(name);
    if (integer.matches()) {
      return isWidth(integer.group(1));
    }
    Matcher bytes = BYTES.matcher(name);
    if (bytes.matches()) {
      return Integer.parseInt(bytes.group(1)) <= 32;
    }
    Matcher fixed = FIXED.matcher(name);
    return fixed.matches() && isWidth(fixed.group(1)) && Integer.parseInt(fixed.group(2)) <= 80;
  }

  private static boolean isWidth(String digits) {
    int bits = Integer.parseInt(digits);
    return bits <= 256 && bits % 8 == 0;
  }

  /// Words that no name can be.
  private static boolean isReserved(String word) {
    return word.equals("indexed")
        || word.equals("anonymous")
        || word.equals("returns")
        || word.equals("mapping")
        || word.equals("event")
        || PLACES.contains(word)
        || MODIFIERS.contains(word)
        || TYPES.contains(word)
        || ALIASES.containsKey(word)
        || isSized(word);
  }

  private Optional<String> next() {
    Matcher word = WORD.matcher(text).region(at, text.length());
    return word.lookingAt() ? Optional.of(word.group()) : Optional.empty();
  }

  private String word() {
    String word = next().orElseThrow(NoSignatureException::new);
    at += word.length();
    return word;
  }

  private void skip(String word) {
    at += word.length();
    blank();
  }

  private boolean isAt(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    return matcher.lookingAt() && matcher.end() > at;
  }

  private void blank() {
    Matcher blank = BLANK.matcher(text).region(at, text.length());
    at = blank.lookingAt() ? blank.end() : at;
  }

  private boolean accept(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    require(accept(c));
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new NoSignatureException();
    }
  }

  /// Ends the reading of one text; never leaves this class.
  private static final class NoSignatureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSignatureException() {
      super("no signature", null, false, false);
    }
  }
}
