package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://Hooks.Example.org/a/b?c=d#e|https://hooks.example.org:443|/a/b?c=d",
        "http://my_service:9099|http://my_service:9099|/",
        "HTTP://h?x|http://h:80|/?x",
        "http://[2001:db8::1]:81/|http://2001:db8::1:81|/",
        "http://bücher.example/ü x|http://xn--bcher-kva.example:80|/%C3%BC%20x",
        "http://h/a%20b|http://h:80|/a%20b",
        "http://127.1:81/|http://127.0.0.1:81|/",
        "http://0x7f.0x1/|http://127.0.0.1:80|/",
        "http://0300.0250.0.1/|http://192.168.0.1:80|/",
        "http://3232235521/|http://192.168.0.1:80|/",
      })
  void readsUrlsAsPeopleWriteThem(String url, String origin, String target) {
    Endpoint endpoint = Endpoint.parse(url).orElseThrow();

    assertThat(endpoint.origin()).isEqualTo(origin);
    assertThat(endpoint.target()).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ftp://h",
        "http://",
        "http://:80",
        "http://h:0",
        "http://h:70000",
        "http://h:x",
        "http://a b/",
        "http://[::1",
        "http://h\r\nx/",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
        "http://1.2.3.09/",
        "http://[1.2.3.4]/",
        "http://[fe80::1%25lo]/",
        "https:/h"
      })
  void refusesWhatHasNoHost(String url) {
    assertThat(Endpoint.parse(url)).isEmpty();
  }

  @Test
  void keepsUserInfoOutOfItsText() {
    Endpoint endpoint = Endpoint.parse("https://user:pa@ss@h/token").orElseThrow();

    assertThat(endpoint.userInfo()).isEqualTo(Optional.of("user:pa@ss"));
    assertThat(endpoint).hasToString("https://h:443");
  }

  @Test
  void encodesLineBreaksInAPath() {
    assertThat(Endpoint.parse("http://h/a\r\nb").orElseThrow().target()).isEqualTo("/a%0D%0Ab");
  }
}
