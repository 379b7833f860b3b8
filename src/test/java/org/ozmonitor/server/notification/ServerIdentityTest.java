package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerIdentityTest {
  @ParameterizedTest
  @CsvSource({
    "mail.example.org,mail.example.org,true",
    "MAIL.example.org,mail.example.org,true",
    "*.example.org,mail.example.org,true",
    "*.example.org,a.mail.example.org,false",
    "*.example.org,example.org,false",
    "*.org,example.org,false",
    "*,mail,false",
    "mail.example.org.evil.test,mail.example.org,false",
    "evil.test,mail.example.org,false",
    "m*.example.org,mail.example.org,false"
  })
  void comparesNamesLabelByLabel(String pattern, String host, boolean covers) {
    assertThat(ServerIdentity.covers(pattern, host)).isEqualTo(covers);
  }
}
