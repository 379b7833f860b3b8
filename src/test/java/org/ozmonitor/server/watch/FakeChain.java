package org.ozmonitor.server.watch;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.server.rpc.ChainClient;
import org.ozmonitor.server.rpc.Endpoint;
import org.ozmonitor.server.rpc.FetchedBlock;
import org.ozmonitor.server.rpc.TransactionPlace;

/// A chain for tests, seen through endpoints of which each may follow a fork of its own: block 7 of
/// fork b has the hash `7b`. Endpoints are asked in order; those that are down or avoided last.
final class FakeChain implements ChainClient {
  long boast;
  final Map<Finality, Long> finality = new EnumMap<>(Finality.class);
  final List<Long> fetched = new ArrayList<>();
  final Set<Long> missing = new HashSet<>();
  final Set<Endpoint> down = new HashSet<>();
  final Set<Endpoint> avoided = new HashSet<>();
  final Map<Endpoint, Integer> failing = new HashMap<>();
  private final Map<Endpoint, NavigableMap<Long, BlockHeader>> forks = new LinkedHashMap<>();

  /// Adds an endpoint whose chain has the blocks 0 to `head` of fork a.
  @CanIgnoreReturnValue
  Endpoint endpoint(String host, long head) {
    Endpoint endpoint = Endpoint.parse("http://" + host).orElseThrow();
    forks.put(endpoint, new TreeMap<>());
    mine(endpoint, 0, head, "a");
    return endpoint;
  }

  /// Replaces the blocks from `first` on by those of a fork, up to `head`.
  void mine(Endpoint endpoint, long first, long head, String fork) {
    NavigableMap<Long, BlockHeader> chain = chain(endpoint);
    chain.tailMap(first, true).clear();
    for (long height = first; height <= head; height++) {
      BlockHeader parent = chain.get(height - 1);
      chain.put(
          height,
          new BlockHeader(
              new BlockRef(height, height + fork),
              parent == null ? "none" : parent.ref().hash(),
              height));
    }
  }

  /// Gives a block a parent that does not exist.
  void orphan(Endpoint endpoint, long height) {
    chain(endpoint)
        .computeIfPresent(
            height, (_, block) -> new BlockHeader(block.ref(), "none", block.timestamp()));
  }

  static Buffer payload(BlockRef block) {
    return Buffer.buffer("{\"block\":{\"hash\":\"" + block.hash() + "\"},\"receipts\":[]}");
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.copyOf(forks.keySet());
  }

  @Override
  public Future<Long> head() {
    if (boast > 0) {
      return Future.succeededFuture(boast);
    }
    return first(this::head);
  }

  @Override
  public Future<Long> head(Endpoint endpoint) {
    return down.contains(endpoint)
        ? Future.failedFuture("down")
        : Future.succeededFuture(chain(endpoint).lastKey());
  }

  @Override
  public Future<SeenBlock> look(long height) {
    return first(endpoint -> look(endpoint, height));
  }

  @Override
  public Future<SeenBlock> look(Endpoint endpoint, long height) {
    BlockHeader header = chain(endpoint).get(height);
    return down.contains(endpoint) || header == null
        ? Future.failedFuture("no block " + height)
        : Future.succeededFuture(new SeenBlock(header.ref(), endpoint));
  }

  @Override
  public Future<SeenBlock> look(Finality level) {
    return look(finality.getOrDefault(level, -1L));
  }

  @Override
  public Future<FetchedBlock> fetch(long height) {
    fetched.add(height);
    return first(endpoint -> fetch(endpoint, height));
  }

  @Override
  public Future<FetchedBlock> fetch(Endpoint endpoint, long height) {
    BlockHeader header = chain(endpoint).get(height);
    if (down.contains(endpoint) || header == null || missing.contains(height)) {
      return Future.failedFuture("no block " + height);
    }
    return Future.succeededFuture(
        new FetchedBlock(header, payload(header.ref()).getBytes(), endpoint));
  }

  @Override
  public Future<FetchedBlock> fetch(BlockRef block) {
    return fetch(block.height());
  }

  @Override
  public Future<TransactionPlace> locate(String transaction) {
    return Future.succeededFuture(new TransactionPlace.Unknown());
  }

  @Override
  public void avoid(Endpoint endpoint) {
    avoided.add(endpoint);
  }

  @Override
  public long blockCalls() {
    return fetched.size() * 2L;
  }

  private <T> Future<T> first(Function<Endpoint, Future<T>> question) {
    Future<T> answer = Future.failedFuture("no endpoint");
    for (Endpoint endpoint : order()) {
      answer = answer.recover(_ -> mayFail(endpoint).compose(_ -> question.apply(endpoint)));
    }
    return answer;
  }

  private Future<Void> mayFail(Endpoint endpoint) {
    int left = failing.getOrDefault(endpoint, 0);
    failing.put(endpoint, left - 1);
    return left > 0 ? Future.failedFuture("fails once") : Future.succeededFuture();
  }

  private List<Endpoint> order() {
    return Stream.concat(
            forks.keySet().stream().filter(endpoint -> !avoided.contains(endpoint)),
            avoided.stream())
        .toList();
  }

  private NavigableMap<Long, BlockHeader> chain(Endpoint endpoint) {
    NavigableMap<Long, BlockHeader> chain = forks.get(endpoint);
    if (chain == null) {
      throw new IllegalArgumentException("unknown endpoint");
    }
    return chain;
  }
}
