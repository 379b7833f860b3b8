package org.ozmonitor.core.evm.block;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.EvmPayloads;

class EvmBlockJsonTest {
  private static final String HASH = "0x" + "01".repeat(32);

  @Test
  void quantitiesAreMinimalBytesLowerCaseAndUnknownFieldsPassedOnSorted() {
    assertThat(
            transaction(
                """
                "value":"0x00ff","gas":21000,"nonce":"7","input":"0xABcd","from":null,\
                "to":"0x","maxFeePerGas":null,"type":"0x02","accessList":[{"storageKeys":\
                ["0xAA"],"address":"0xBB"}],"zeta":{"b":1e3,"a":[true,null,"0xAB"]},\
                "feeCurrency":null,"emptyText":"\\u0000\\ud800"\
                """))
        .isEqualTo(
            "{\"accessList\":[{\"address\":\"0xbb\",\"storageKeys\":[\"0xaa\"]}],"
                + "\"blockHash\":null,\"blockNumber\":null,\"emptyText\":\"\ufffd\ufffd\","
                + "\"feeCurrency\":null,\"gas\":\"0x5208\",\"gasPrice\":null,\"hash\":\""
                + HASH
                + "\",\"input\":\"0xabcd\",\"nonce\":\"0x7\",\"to\":null,"
                + "\"transactionIndex\":null,\"type\":\"0x2\",\"value\":\"0xff\","
                + "\"zeta\":{\"a\":[true,null,\"0xAB\"],\"b\":1e+3}}");
  }

  private static String transaction(String fields) {
    byte[] payload =
        EvmPayloads.of(
            "{\"transactions\":[{\"hash\":\"" + HASH + "\"," + fields + "}]}",
            "[{\"transactionHash\":\"" + HASH + "\",\"logs\":[]}]");
    return new EvmBlockJson(payload)
        .transaction(EvmBlockDecoder.decode(payload).transactions().getFirst());
  }
}
