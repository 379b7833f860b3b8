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
/// depth,
/// elements and bytes are bounded by the size of the data, and what exceeds them is malformed.
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
    if (!types.stream().allMatch(AbiType::isResolved)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new AbiDecoder(data).sequence(types, new Cursor(data, 0)));
    } catch (MalformedDataException e) {
      return Optional.empty();
    }
  }

  /// The value of an indexed parameter; of a type that takes more than a word only the hash is
  /// left.
  static AbiValue topic(AbiType type, Word topic) {
    return type.isWord() ? word(type, topic) : new AbiValue.Hash(topic);
  }

  private List<AbiValue> sequence(List<AbiType> types, Cursor cursor) {
    List<AbiValue> values = new ArrayList<>(types.size());
    for (AbiType type : types) {
      values.add(value(type, cursor));
    }
    return values;
  }

  private AbiValue value(AbiType type, Cursor cursor) {
    if (--elementsLeft < 0) {
      throw new MalformedDataException();
    }
    return switch (type) {
      case AbiType.DynamicBytes() -> new AbiValue.Raw(packed(cursor));
      case AbiType.Text() -> new AbiValue.Text(StorableText.of(packed(cursor).utf8()));
      case AbiType.Array(AbiType element) -> array(element, cursor.follow());
      case AbiType.FixedArray(AbiType element, int size) ->
          new AbiValue.Array(repeated(element, size, type.isDynamic() ? cursor.follow() : cursor));
      case AbiType.Tuple(List<AbiType> components) ->
          new AbiValue.Tuple(sequence(components, type.isDynamic() ? cursor.follow() : cursor));
      case AbiType.UnsignedInteger _,
          AbiType.SignedInteger _,
          AbiType.Bool _,
          AbiType.Account _,
          AbiType.FixedBytes _,
          AbiType.FunctionPointer _,
          AbiType.Unresolved _ ->
          word(type, cursor.word());
    };
  }

  private AbiValue array(AbiType element, Cursor cursor) {
    int size = cursor.length();
    Cursor elements = cursor.rest();
    if (size > elements.words() / Math.max(1, element.headWords())) {
      throw new MalformedDataException();
    }
    return new AbiValue.Array(repeated(element, size, elements));
  }

  private List<AbiValue> repeated(AbiType element, int size, Cursor cursor) {
    List<AbiValue> values = new ArrayList<>(Math.min(size, ALLOWANCE));
    for (int i = 0; i < size; i++) {
      values.add(value(element, cursor));
    }
    return values;
  }

  private Bytes packed(Cursor cursor) {
    Bytes bytes = cursor.follow().packed();
    bytesLeft -= bytes.length();
    if (bytesLeft < 0) {
      throw new MalformedDataException();
    }
    return bytes;
  }

  private static AbiValue word(AbiType type, Word word) {
    return switch (type) {
      case AbiType.UnsignedInteger _ -> new AbiValue.Unsigned(word);
      case AbiType.SignedInteger _ -> new AbiValue.Signed(word);
      case AbiType.Bool() -> new AbiValue.Flag(!word.isZero());
      case AbiType.Account() -> new AbiValue.Account(word.address());
      case AbiType.FixedBytes _ -> new AbiValue.Hash(word);
      case AbiType.FunctionPointer() -> new AbiValue.Raw(Bytes.parse(word.hex()).slice(0, 24));
      case AbiType.DynamicBytes _,
          AbiType.Text _,
          AbiType.Array _,
          AbiType.FixedArray _,
          AbiType.Tuple _,
          AbiType.Unresolved _ ->
          throw new IllegalArgumentException("not one word: " + type);
    };
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
