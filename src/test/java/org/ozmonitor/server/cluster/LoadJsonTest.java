package org.ozmonitor.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.balance.WorkerLoad;

class LoadJsonTest {
  @Test
  void readsWhatItWrote() {
    var load = new WorkerLoad(12.5, 40, 7, 3.25, 18.5, 2, 3600);

    var text = LoadJson.encode(load).encode();

    assertThat(LoadJson.decode(new JsonObject(text))).isEqualTo(load);
  }

  @Test
  void takesWhatIsMissingOrNoNumberForNothing() {
    assertThat(LoadJson.decode(new JsonObject())).isEqualTo(WorkerLoad.UNKNOWN);
    assertThat(LoadJson.decode(new JsonObject("{\"cpu\": \"NaN\", \"tenants\": null}")))
        .isEqualTo(WorkerLoad.UNKNOWN);
  }
}
