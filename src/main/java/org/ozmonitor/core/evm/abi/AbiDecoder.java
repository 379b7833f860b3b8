package org.ozmonitor.core.evm.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.json.StorableText;

/// Decodes ABI-encoded data, as leniently as OpenZeppelin Monitor does: padding, dirty bits and
/// trailing bytes do not matter, offsets and lengths do.
///
/// Offsets may point anywhere, also at each other, so a few bytes can stand for a huge value:
/// depth, elements and bytes are bounded by the size of the data, and what exceeds them is
/// malformed.
public final class AbiDecoder {
  /// Depth beyond which upstream gives up; a dynamic value costs one level, an array two.
  private static final int MAX_DEPTH = 16;

  /// How often the same bytes may be counted before data counts as a bomb.
  private static final int MAX_REUSE = 4;

  private static final int ALLOWANCE = 1024;

  private long elementsLeft;
  private long bytesLeft;

  private AbiDecoder(Bytes data) {
    this.elementsLeft = MAX_REUSE * (data.length() / 32L) + ALLOWANCE;
    this.bytesLeft = MAX_REUSE * (long) data.length() + ALLOWANCE;
  }

  /// The values of a parameter list, or empty when the data does not hold them.
  public static Optional<List<AbiValue>> decode(List<AbiType> types, Bytes data) {
    return AbiLayout.of(types).flatMap(layout -> decode(layout, data));
  }

  /// The values of a parameter list whose layout is known.
  static Optional<List<AbiValue>> decode(AbiLayout layout, Bytes data) {
    try {
      return Optional.of(new AbiDecoder(data).sequence(layout.parts(), new Cursor(data, 0)));
    } catch (MalformedDataException e) {
      return Optional.empty();
    }
  }

  /// The value that one word holds.
  static AbiValue word(AbiLayout.Form form, Word word) {
    return switch (form) {
      case UNSIGNED -> new AbiValue.Unsigned(word);
      case SIGNED -> new AbiValue.Signed(word);
      case FLAG -> new AbiValue.Flag(!word.isZero());
      case ACCOUNT -> new AbiValue.Account(word.address());
      case FIXED_BYTES -> new AbiValue.Hash(word);
      case FUNCTION_POINTER -> new AbiValue.Raw(Bytes.parse(word.hex()).slice(0, 24));
      case BYTES, TEXT, ARRAY, FIXED_ARRAY, TUPLE ->
          throw new IllegalArgumentException("not one word: " + form);
    };
  }

  private List<AbiValue> sequence(List<AbiLayout> parts, Cursor cursor) {
    AbiValue[] values = new AbiValue[parts.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(parts.get(i), cursor);
    }
    return List.of(values);
  }

  private AbiValue value(AbiLayout layout, Cursor cursor) {
    if (--elementsLeft < 0) {
      throw new MalformedDataException();
    }
    return switch (layout.form()) {
      case UNSIGNED, SIGNED, FLAG, ACCOUNT, FIXED_BYTES, FUNCTION_POINTER ->
          word(layout.form(), cursor.word());
      case BYTES -> new AbiValue.Raw(packed(cursor));
      case TEXT -> new AbiValue.Text(StorableText.of(packed(cursor).utf8()));
      case ARRAY -> array(layout.parts().getFirst(), cursor.follow());
      case FIXED_ARRAY ->
          repeated(layout.parts().getFirst(), layout.size(), inside(layout, cursor));
      case TUPLE -> new AbiValue.Tuple(sequence(layout.parts(), inside(layout, cursor)));
    };
  }

  private static Cursor inside(AbiLayout layout, Cursor cursor) {
    return layout.isDynamic() ? cursor.follow() : cursor;
  }

  private AbiValue array(AbiLayout element, Cursor cursor) {
    int size = cursor.length();
    Cursor elements = cursor.rest();
    if (size > elements.words() / Math.max(1, element.headWords())) {
      throw new MalformedDataException();
    }
    return repeated(element, size, elements);
  }

  private AbiValue repeated(AbiLayout element, int size, Cursor cursor) {
    if (size > elementsLeft) {
      throw new MalformedDataException();
    }
    List<AbiValue> values = new ArrayList<>(Math.min(size, ALLOWANCE));
    for (int i = 0; i < size; i++) {
      values.add(value(element, cursor));
    }
    return new AbiValue.Array(values);
  }

  private Bytes packed(Cursor cursor) {
    Bytes bytes = cursor.follow().packed();
    bytesLeft -= bytes.length();
    if (bytesLeft < 0) {
      throw new MalformedDataException();
    }
    return bytes;
  }

  /// A place in the data; offsets count from its beginning.
  private static final class Cursor {
    private final Bytes data;
    private final int depth;
    private int at;

    Cursor(Bytes data, int depth) {
      if (depth > MAX_DEPTH) {
        throw new MalformedDataException();
      }
      this.data = data;
      this.depth = depth;
    }

    Word word() {
      if (data.length() - at < 32) {
        throw new MalformedDataException();
      }
      Word word = data.word(at);
      at += 32;
      return word;
    }

    /// A word that counts bytes or elements of this data.
    int length() {
      Word word = word();
      if (!word.fitsLong() || word.w3() > data.length()) {
        throw new MalformedDataException();
      }
      return (int) word.w3();
    }

    /// The place that the next word points at.
    Cursor follow() {
      return new Cursor(data.from(length()), depth + 1);
    }

    Cursor rest() {
      return new Cursor(data.from(at), depth + 1);
    }

    int words() {
      return (data.length() - at) / 32;
    }

    /// A length and as many bytes.
    Bytes packed() {
      int length = length();
      if (length > data.length() - at) {
        throw new MalformedDataException();
      }
      return data.slice(at, length);
    }
  }

  /// Ends the decoding of one value list; never leaves this class.
  private static final class MalformedDataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedDataException() {
      super("malformed", null, false, false);
    }
  }
}
