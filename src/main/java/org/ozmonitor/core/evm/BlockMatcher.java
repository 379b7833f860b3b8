package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ozmonitor.core.evm.CompiledMonitor.Verdict;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.evm.index.KeyTable;
import org.ozmonitor.core.evm.value.HexText;
import org.ozmonitor.core.evm.value.WordCell;

/// Runs one block through one segment. Confined to one thread.
///
/// A transaction matches when it touches an address of the monitor, fulfils one of its event or
/// function conditions if it has any, and one of its transaction conditions if it has any.
final class BlockMatcher {
  private final Places addressed;
  private final Places anywhere;
  private final EvmBlock block;
  private final byte[] text;
  private final WordCell cell = new WordCell();
  private final Hits hits;
  private final LogSink logSink;
  private final CallSink callSink;
  private final TransactionSink transactionSink;
  private final List<EvmMatch> matches = new ArrayList<>();

  /// Groups whose address the transaction touched before: a transaction with thousands of logs of
  /// one contract must not count thousands of times for each monitor of it.
  private final Set<Group<Boolean>> touched = Collections.newSetFromMap(new IdentityHashMap<>());

  private final boolean looksAtTouched;
  private final boolean looksAtLogs;
  private final boolean looksAtCalls;
  private final boolean looksAtAnonymous;

  BlockMatcher(Segment segment, BitSet replaced, EvmBlock block) {
    this.addressed = segment.addressed();
    this.anywhere = segment.anywhere();
    this.block = block;
    this.text = block.payload();
    this.hits = new Hits(replaced);
    this.logSink = new LogSink(block, hits);
    this.callSink = new CallSink(block, hits);
    this.transactionSink = new TransactionSink(block, hits);
    this.looksAtTouched = !addressed.transactions().isEmpty();
    this.looksAtLogs = !addressed.events().isEmpty() || !anywhere.events().isEmpty();
    this.looksAtAnonymous = !addressed.anonymous().isEmpty() || !anywhere.anonymous().isEmpty();
    this.looksAtCalls = !addressed.calls().isEmpty() || !anywhere.calls().isEmpty();
  }

  /// All matches, ordered by monitor, then by transaction.
  List<EvmMatch> run() {
    for (int transaction = 0; transaction < block.transactionCount(); transaction++) {
      evaluate(transaction);
    }
    matches.sort(Comparator.comparingInt(match -> match.findings().monitor().place()));
    return matches;
  }

  private void evaluate(int transaction) {
    hits.clear();
    findTransactions(transaction);
    if (looksAtCalls) {
      findCalls(transaction);
    }
    int end = block.endOfLogs(transaction);
    for (int log = block.firstLog(transaction); log < end; log++) {
      findLogs(log);
    }
    if (!hits.isEmpty()) {
      decide(block.transaction(transaction));
    }
  }

  private void decide(EvmTransaction transaction) {
    TransactionSubject subject = new TransactionSubject(transaction);
    for (Findings findings : hits.byMonitor()) {
      switch (findings.monitor().judge(subject)) {
        case Verdict.Refused() -> {}
        case Verdict.Unasked() ->
            matches.add(new EvmMatch(transaction, findings, Optional.empty()));
        case Verdict.Accepted accepted ->
            matches.add(new EvmMatch(transaction, findings, Optional.of(accepted)));
      }
    }
  }

  private void findTransactions(int transaction) {
    transactionSink.begin(transaction);
    if (!touched.isEmpty()) {
      touched.clear();
    }
    touch(anywhere.transactions(), 0, 0, 0);
    if (looksAtTouched) {
      touch(block.senderAt(transaction));
      touch(block.recipientAt(transaction));
      int end = block.endOfLogs(transaction);
      for (int log = block.firstLog(transaction); log < end; log++) {
        touch(block.emitterAt(log));
      }
    }
  }

  private void touch(int digits) {
    if (digits != 0) {
      touch(
          addressed.transactions(),
          HexText.bits64(text, digits),
          HexText.bits64(text, digits + 16),
          (int) HexText.bits32(text, digits + 32));
    }
  }

  private void touch(KeyTable<Group<Boolean>> table, long high, long middle, int low) {
    for (int slot = table.first(high, middle, low, 0);
        slot >= 0;
        slot = table.next(slot, high, middle, low, 0)) {
      Group<Boolean> group = table.at(slot);
      if (touched.add(group)) {
        group.candidates().find(transactionSink, cell, transactionSink);
      }
    }
  }

  private void findCalls(int transaction) {
    int to = block.recipientAt(transaction);
    int input = block.inputAt(transaction);
    if (to == 0 || block.inputEnd(transaction) - input < 8) {
      return;
    }
    long selector = (int) HexText.bits32(text, input);
    callSink.begin(transaction);
    call(anywhere.calls(), 0, 0, 0, selector);
    call(
        addressed.calls(),
        HexText.bits64(text, to),
        HexText.bits64(text, to + 16),
        (int) HexText.bits32(text, to + 32),
        selector);
  }

  private void call(
      KeyTable<Group<CallDecoding>> table, long high, long middle, int low, long selector) {
    for (int slot = table.first(high, middle, low, selector);
        slot >= 0;
        slot = table.next(slot, high, middle, low, selector)) {
      Group<CallDecoding> group = table.at(slot);
      callSink.of(group.decoding());
      group.candidates().find(callSink, cell, callSink);
    }
  }

  private void findLogs(int log) {
    if (!looksAtLogs && !looksAtAnonymous) {
      return;
    }
    int emitter = block.emitterAt(log);
    long high = HexText.bits64(text, emitter);
    long middle = HexText.bits64(text, emitter + 16);
    int low = (int) HexText.bits32(text, emitter + 32);
    logSink.begin(log);
    if (looksAtLogs && block.topicCount(log) > 0) {
      long topic = HexText.bits64(text, block.topicAt(log, 0));
      log(addressed.events(), high, middle, low, topic);
      log(anywhere.events(), 0, 0, 0, topic);
    }
    if (looksAtAnonymous) {
      log(addressed.anonymous(), high, middle, low, 0);
      log(anywhere.anonymous(), 0, 0, 0, 0);
    }
  }

  private void log(
      KeyTable<Group<EventDecoding>> table, long high, long middle, int low, long topic) {
    for (int slot = table.first(high, middle, low, topic);
        slot >= 0;
        slot = table.next(slot, high, middle, low, topic)) {
      Group<EventDecoding> group = table.at(slot);
      if (group.decoding().fits(block, logSink.log())) {
        logSink.of(group.decoding());
        group.candidates().find(logSink, cell, logSink);
      }
    }
  }
}
