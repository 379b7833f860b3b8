package org.ozmonitor.core.evm.abi;

import java.util.List;

/// The text of a decoded value, as expressions, templates and match JSON show it.
public final class AbiText {
  private AbiText() {}

  /// The value of a parameter: texts, addresses and bytes stand bare.
  public static String of(AbiValue value) {
    return switch (value) {
      case AbiValue.Text(String text) -> text;
      case AbiValue.Account(var address) -> address.hex();
      case AbiValue.Hash(var word) -> word.hex();
      case AbiValue.Raw(var bytes) -> bytes.hex();
      case AbiValue.Unsigned _, AbiValue.Signed _, AbiValue.Flag _ -> nested(value);
      case AbiValue.Array _, AbiValue.Tuple _ -> nested(value);
    };
  }

  private static String nested(AbiValue value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  /// Inside arrays and tuples texts, addresses and bytes are quoted; nothing is escaped.
  private static void append(StringBuilder out, AbiValue value) {
    switch (value) {
      case AbiValue.Unsigned(var word) -> out.append(word.unsignedDecimal());
      case AbiValue.Signed(var word) -> out.append(word.signedDecimal());
      case AbiValue.Flag(boolean flag) -> out.append(flag);
      case AbiValue.Account _, AbiValue.Hash _, AbiValue.Raw _, AbiValue.Text _ ->
          out.append('"').append(of(value)).append('"');
      case AbiValue.Array(List<AbiValue> elements) -> appendAll(out, '[', elements, ']');
      case AbiValue.Tuple(List<AbiValue> components) -> appendAll(out, '(', components, ')');
    }
  }

  private static void appendAll(StringBuilder out, char open, List<AbiValue> values, char close) {
    out.append(open);
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      append(out, values.get(i));
    }
    out.append(close);
  }
}
