package org.ozmonitor.server.work;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.core.problem.Problems;

/// A chain whose blocks are lines of text: `TRANSACTION MONITOR [TEXT]` matches the monitor of that
/// name, and TEXT becomes the match. The monitor `explodes` throws at every block, `malformed`
/// cannot be compiled, `shatters` throws when it is; the line `broken` is no payload. Stateless.
public final class TextEngine implements ChainEngine {
  @Override
  public ChainKind chain() {
    return ChainKind.EVM;
  }

  @Override
  public void check(String place, Monitor monitor, Problems problems) {}

  @Override
  public MonitorIndex compile(
      NetworkFacts network, Collection<ActiveMonitor> monitors, Problems problems) {
    if (monitors.stream().anyMatch(it -> it.definition().name().equals("shatters"))) {
      throw new IllegalStateException("shattered");
    }
    List<ActiveMonitor> compiled =
        monitors.stream()
            .filter(monitor -> !monitor.definition().name().equals("malformed"))
            .toList();
    problems.require(compiled.size() == monitors.size(), "malformed", "text.form", "is malformed");
    return new MonitorIndex() {
      @Override
      public int size() {
        return compiled.size();
      }

      @Override
      public Map<String, Integer> buckets() {
        return Map.of("text", compiled.size());
      }

      @Override
      public MonitorIndex updated(
          Collection<ActiveMonitor> begun, Set<UUID> ended, Problems problems) {
        Map<UUID, ActiveMonitor> monitors = new LinkedHashMap<>();
        compiled.forEach(monitor -> monitors.put(monitor.id(), monitor));
        monitors.keySet().removeAll(ended);
        begun.forEach(monitor -> monitors.put(monitor.id(), monitor));
        return compile(network, monitors.values(), problems);
      }

      @Override
      public List<MonitorMatch> match(byte[] payload) {
        return matches(compiled, new String(payload, StandardCharsets.UTF_8));
      }
    };
  }

  @Override
  public BlockHeader header(byte[] payload) {
    throw new PayloadException("blocks of text have no header");
  }

  private static List<MonitorMatch> matches(List<ActiveMonitor> monitors, String block) {
    if (monitors.stream().anyMatch(monitor -> monitor.definition().name().equals("explodes"))) {
      throw new IllegalStateException("boom");
    }
    List<MonitorMatch> found = new ArrayList<>();
    for (String line : block.lines().toList()) {
      if (line.equals("broken")) {
        throw new PayloadException("broken");
      }
      String[] words = line.split(" ", 3);
      String text = words.length == 3 ? words[2] : "{}";
      for (ActiveMonitor monitor : monitors) {
        if (monitor.definition().name().equals(words[1])) {
          found.add(new MonitorMatch(monitor, words[0], text, Map.of("transaction", words[0])));
        }
      }
    }
    return found;
  }
}
