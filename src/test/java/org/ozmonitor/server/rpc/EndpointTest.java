package org.ozmonitor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "http://node,node,80,/",
    "https://node.example/v3/key?a=b,node.example,443,/v3/key?a=b",
    "http://my_node:8545,my_node,8545,/",
    "http://127.0.0.1:1,127.0.0.1,1,/",
    "http://[::1]:8545/x,[::1],8545,/x",
    "http://user:word@node:81/,node,81,/"
  })
  void readsHostPortAndPath(String url, String host, int port, String path) {
    Endpoint endpoint = Endpoint.parse(url).orElseThrow();

    assertThat(endpoint).hasToString(host);
    assertThat(endpoint.post().result().getPort()).isEqualTo(port);
    assertThat(endpoint.post().result().getURI()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "node",
        "ws://node",
        "http://",
        "http://node:99999",
        "http://node:0",
        "http:// a"
      })
  void refusesWhatIsNotAnHttpUrl(String url) {
    assertThat(Endpoint.parse(url)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ws://node,node,80,/,false",
    "WSS://node.example/v3/key?a=b,node.example,443,/v3/key?a=b,true",
    "ws://[::1]:8546/x,[::1],8546,/x,false"
  })
  void readsSocketAddresses(String text, String host, int port, String target, boolean tls) {
    NodeUrl url = NodeUrl.parse(text).orElseThrow();

    assertThat(url.scheme().isSocket()).isTrue();
    assertThat(url.scheme().isTls()).isEqualTo(tls);
    assertThat(url).hasToString(host);
    assertThat(url.port()).isEqualTo(port);
    assertThat(url.target()).isEqualTo(target);
  }

  @Test
  void sendsTheCredentialsOfAUrlInAHeader() {
    Endpoint endpoint = Endpoint.parse("https://user:word@node").orElseThrow();

    assertThat(endpoint.post().result().getHeaders().get("authorization"))
        .isEqualTo("Basic dXNlcjp3b3Jk");
  }
}
