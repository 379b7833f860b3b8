package org.ozmonitor.server.block;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.cluster.RequestTopic;
import org.ozmonitor.server.cluster.Topic;
import org.ozmonitor.server.cluster.TopicCodec;

/// The topics about blocks.
public final class BlockTopics {
  /// Hint: there are new entries to read.
  public static final Topic<BlocksAppended> BLOCKS_APPENDED =
      new Topic<>(
          "blocks-appended",
          TopicCodec.json(
              message ->
                  new JsonObject()
                      .put("network", message.network().toString())
                      .put("from_seq", message.fromSeq())
                      .put("to_seq", message.toSeq()),
              json ->
                  new BlocksAppended(
                      new NetworkId(UUID.fromString(json.getString("network"))),
                      json.getLong("from_seq"),
                      json.getLong("to_seq"))));

  private BlockTopics() {}

  /// Question to the owner of a network: a block that it holds in memory. The answer is compressed.
  static RequestTopic<BlockRef, Buffer> blockRequested(NetworkId network) {
    return new RequestTopic<>(
        "block-requested." + network,
        TopicCodec.json(
            ref -> new JsonObject().put("height", ref.height()).put("hash", ref.hash()),
            json -> new BlockRef(json.getLong("height"), json.getString("hash"))),
        TopicCodec.bytes());
  }
}
