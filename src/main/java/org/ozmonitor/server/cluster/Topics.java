package org.ozmonitor.server.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.server.postgres.ListenChannel;

/// The event bus, typed. Whatever travels here makes the house fast and nothing here makes it
/// right: a muted instance sends and hears nothing, and results are the same. Urgent hints may have
/// a second way, through the database; who has both hears them twice. Thread-safe.
public final class Topics {
  private final EventBus bus;
  private final boolean muted;
  private final @Nullable ListenChannel channel;
  private final Counter hints;
  private final Counter requests;
  private final ClusterLog log = new ClusterLog();

  private Topics(
      EventBus bus, boolean muted, @Nullable ListenChannel channel, MeterRegistry registry) {
    this.bus = bus;
    this.muted = muted;
    this.channel = channel;
    this.hints = registry.counter("ozm.bus.messages", "kind", "hint");
    this.requests = registry.counter("ozm.bus.messages", "kind", "request");
  }

  public static Topics on(EventBus bus) {
    return on(bus, new SimpleMeterRegistry());
  }

  /// @param registry counts what this process sends
  public static Topics on(EventBus bus, MeterRegistry registry) {
    return new Topics(bus, false, null, registry);
  }

  /// Drops all that is sent and hears nothing: for tests and for finding faults.
  public static Topics muted(EventBus bus) {
    return new Topics(bus, true, null, new SimpleMeterRegistry());
  }

  /// The same as {@link #on(EventBus, MeterRegistry)}, with a second way for urgent hints.
  public static Topics on(EventBus bus, ListenChannel channel, MeterRegistry registry) {
    return new Topics(bus, false, channel, registry);
  }

  /// Something that listens until it is closed.
  @FunctionalInterface
  public interface Subscription {
    Future<Void> close();
  }

  /// Tells every consumer in the cluster. Never fails; may be lost.
  public <T> void publish(Topic<T> topic, T message) {
    if (muted) {
      return;
    }
    Buffer encoded = topic.codec().encode(message);
    hints.increment();
    bus.publish(topic.address(), encoded);
    if (topic.urgent() && channel != null) {
      channel.tell(topic.address() + ' ' + encoded);
    }
  }

  /// Hears every message on the bus from the moment the future succeeds, and what comes through the
  /// database from when that is listened to. Runs on the caller's context.
  public <T> Future<Subscription> consume(Topic<T> topic, Consumer<T> handler) {
    if (muted) {
      return Future.succeededFuture(Future::succeededFuture);
    }
    Runnable deaf = hear(topic, handler);
    var consumer =
        bus.<Buffer>consumer(
            topic.address(),
            message -> deliver(topic.address(), topic.codec(), message.body(), handler));
    return consumer
        .completion()
        .onFailure(_ -> deaf.run())
        .map(
            _ ->
                () -> {
                  deaf.run();
                  return consumer.unregister();
                });
  }

  private <T> Runnable hear(Topic<T> topic, Consumer<T> handler) {
    if (!topic.urgent() || channel == null) {
      return () -> {};
    }
    Context home = Vertx.currentContext();
    String start = topic.address() + ' ';
    return channel.hear(
        said -> {
          if (said.startsWith(start)) {
            Buffer body = Buffer.buffer(said.substring(start.length()));
            Runnable deliver = () -> deliver(topic.address(), topic.codec(), body, handler);
            if (home == null) {
              deliver.run();
            } else {
              home.runOnContext(_ -> deliver.run());
            }
          }
        });
  }

  /// Asks one consumer. Fails when nobody answers within the timeout.
  public <Q, A> Future<A> request(RequestTopic<Q, A> topic, Q question, Duration timeout) {
    if (muted) {
      return Future.failedFuture(
          new ReplyException(ReplyFailure.NO_HANDLERS, "the event bus is muted"));
    }
    requests.increment();
    return bus.<Buffer>request(
            topic.address(),
            topic.question().encode(question),
            new DeliveryOptions().setSendTimeout(timeout.toMillis()))
        .map(reply -> topic.answer().decode(reply.body()));
  }

  /// Answers requests from the moment the future succeeds; a failed answer is a failed request.
  public <Q, A> Future<Subscription> serve(
      RequestTopic<Q, A> topic, Function<Q, Future<A>> answer) {
    if (muted) {
      return Future.succeededFuture(Future::succeededFuture);
    }
    var consumer =
        bus.<Buffer>consumer(
            topic.address(),
            message ->
                deliver(
                    topic.address(),
                    topic.question(),
                    message.body(),
                    question -> reply(topic, message, answer.apply(question))));
    return consumer.completion().map(_ -> consumer::unregister);
  }

  private static <Q, A> void reply(
      RequestTopic<Q, A> topic, Message<Buffer> message, Future<A> answer) {
    answer
        .onSuccess(found -> message.reply(topic.answer().encode(found)))
        .onFailure(cause -> message.fail(1, String.valueOf(cause.getMessage())));
  }

  private <T> void deliver(String address, TopicCodec<T> codec, Buffer body, Consumer<T> handler) {
    T decoded;
    try {
      decoded = codec.decode(body);
    } catch (RuntimeException e) { // whatever another node sent must not end this consumer
      log.messageUnreadable(address, e);
      return;
    }
    handler.accept(decoded);
  }
}
