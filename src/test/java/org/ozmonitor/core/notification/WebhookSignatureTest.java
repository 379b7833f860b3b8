package org.ozmonitor.core.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WebhookSignatureTest {
  @Test
  void signsTheReferenceVector() {
    assertThat(
            WebhookSignature.upstream(
                "s3cr3t-demo",
                "{\"body\":\"25000000000 moved in tx 0xabc\",\"title\":\"USDC Whale Watch"
                    + " triggered\"}",
                1767225600123L))
        .isEqualTo("b1d3bf5780743fa18a39c43797b4da6c721f44e23093bf543980ad9f34205e29");
  }

  @Test
  void signsTheExampleOfStandardWebhooks() {
    assertThat(
            WebhookSignature.standard(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330L,
                "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void takesASecretThatOnlyLooksEncodedAsItIs() {
    assertThat(WebhookSignature.standard("whsec_***", "i", 1, "b"))
        .startsWith("v1,")
        .isNotEqualTo(WebhookSignature.standard("***", "i", 1, "b"));
  }

  @Test
  void refusesAnEmptySecret() {
    assertThatThrownBy(() -> WebhookSignature.upstream("", "b", 1)).hasMessageContaining("empty");
    assertThatThrownBy(() -> WebhookSignature.standard("", "i", 1, "b"))
        .hasMessageContaining("empty");
  }
}
