package org.ozmonitor.core.evm.abi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.evm.abi.SignatureText.Kind;

class SignatureTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "transfer(address to, uint value)                        | transfer(address,uint256)",
        "function f(address payable to) external returns (bool); | f(address)",
        "f(tuple(uint a, (byte b) c)[2][] calldata xs)           | f((uint256,(bytes1))[2][])",
        "f(address payable[] memory a, tuple (bool) b)           | f(address[],(bool))",
        "f(function callback)                                    | f(function)",
        "f( uint256 [ 3 ] )                                      | f(uint256[3])",
        "f(tuple())                                              | f(())"
      })
  void aFunctionIsBroughtIntoItsCanonicalText(String text, String canonical) {
    assertThat(SignatureText.canonical(text, Kind.FUNCTION)).contains(canonical);
  }

  @Test
  void anEventMayNameWhatIsIndexed() {
    assertThat(
            SignatureText.canonical(
                "event Transfer(address indexed from, address indexed, uint v) anonymous;",
                Kind.EVENT))
        .contains("Transfer(address,address,uint256)");
    assertThat(SignatureText.canonical("f(address indexed a)", Kind.FUNCTION)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "f",
        "f(",
        "f(uint256",
        "f(uint256))",
        "f(,)",
        "f(uint256,)",
        "f(uint7)",
        "f(bytes33)",
        "f(uint08)",
        "f(uint256[0])",
        "f(uint256[01])",
        "f(tuple)",
        "f(tuple[])",
        "f(foo)",
        "f(uint256 a b)",
        "f(uint256 memory memory)",
        "f(uint256 payable)",
        "f(uint256) g",
        "function f",
        "f(uint256);;",
        "f(mapping(address => uint256))",
        "indexed(uint256)",
        "1f()",
        "f(uint256 1a)",
        "f(UINT256)"
      })
  void whatIsNoSignatureIsRefused(String text) {
    assertThat(SignatureText.canonical(text, Kind.FUNCTION)).isEmpty();
  }

  @Test
  void depthAndLengthAreBounded() {
    assertThat(SignatureText.canonical(nested(64), Kind.FUNCTION)).isPresent();
    assertThat(SignatureText.canonical(nested(65), Kind.FUNCTION)).isEmpty();
    assertThat(SignatureText.canonical(nested(8_000), Kind.FUNCTION)).isEmpty();
    assertThat(SignatureText.canonical(" ".repeat(20_000) + "f()", Kind.FUNCTION)).isEmpty();
  }

  private static String nested(int depth) {
    return "f" + "(".repeat(depth + 1) + "bool" + ")".repeat(depth + 1);
  }
}
