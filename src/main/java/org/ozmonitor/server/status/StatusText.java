package org.ozmonitor.server.status;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/// A status for people. Stateless.
public final class StatusText {
  private static final String NONE = "-";
  private static final int LONGEST_REASON = 80;

  private StatusText() {}

  /// Lines, each ended.
  public static String of(ClusterStatus status) {
    return "configuration version %d, %d tenants served, %d not, %d unassigned, at %s\n"
            .formatted(
                status.configVersion(),
                status.tenants().served(),
                status.tenants().notServed(),
                status.tenants().unassigned(),
                status.at().truncatedTo(ChronoUnit.SECONDS).toString())
        + "\n"
        + nodes(status.nodes())
        + "\n"
        + leases(status.leases())
        + "\n"
        + lanes(status.lanes())
        + "\n"
        + breakers(status.breakers())
        + troubles(status.troubles());
  }

  private static String nodes(Page<ClusterStatus.Node> page) {
    Table table =
        new Table(
            "NODE", "STATE", "ROLES", "EPOCH#", "SEEN", "CPU%#", "HEAP%#", "CALLS/S#", "MISSING");
    page.rows()
        .forEach(
            node ->
                table.row(
                    node.id(),
                    node.state(),
                    String.join(",", new TreeSet<>(node.roles())),
                    node.epoch() == 0 ? NONE : node.epoch(),
                    ago(node.silence()),
                    part(node, "cpu_usage"),
                    part(node, "memory_usage"),
                    part(node, "rpc_rate"),
                    String.join(",", node.missing().fieldNames())));
    return text(table, page, "no node was ever here");
  }

  private static String leases(Page<ClusterStatus.Lease> page) {
    Table table =
        new Table("LEASE", "OWNER", "EPOCH#", "SEEN", "SEQ#", "HEIGHT#", "HEAD#", "BEHIND#");
    page.rows()
        .forEach(
            lease ->
                table.row(
                    lease.network().map(slug -> "network " + slug).orElse(lease.name()),
                    lease.owner().orElse(NONE),
                    lease.epoch(),
                    ago(lease.silence()),
                    lease.network().isPresent() ? lease.seq() : NONE,
                    number(lease.height()),
                    number(lease.head()),
                    number(lease.behind())));
    return text(table, page, "no lease was ever taken");
  }

  private static String lanes(Page<ClusterStatus.Lane> page) {
    Table table =
        new Table(
            "NETWORK", "WORKER", "KIND", "TENANTS#", "EPOCH#", "SEQ#", "LAG#", "BEHIND#", "REASON");
    page.rows()
        .forEach(
            lane ->
                table.row(
                    lane.network(),
                    lane.worker().orElse(NONE),
                    lane.kind(),
                    lane.tenants(),
                    lane.epoch(),
                    lane.seq(),
                    lane.lag(),
                    number(lane.behind()),
                    lane.reason()));
    return text(table, page, "no tenant is served");
  }

  /// Nothing while all are closed.
  private static String breakers(Page<ClusterStatus.Breaker> page) {
    Table table = new Table("BREAKER OF", "GUARDS", "STATE", "OPENINGS#", "SINCE", "REASON");
    page.rows()
        .forEach(
            breaker ->
                table.row(
                    breaker.tenant(),
                    breaker.guards(),
                    breaker.state(),
                    breaker.openings(),
                    breaker.changedAt().truncatedTo(ChronoUnit.SECONDS),
                    cut(breaker.reason())));
    return page.rows().isEmpty() ? "" : text(table, page, "") + "\n";
  }

  /// The first line, as far as it fits beside the rest.
  private static String cut(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
  }

  private static String troubles(ClusterStatus.Troubles troubles) {
    Table table = new Table("WHAT", "COUNT#", "");
    table.row(
        "unfinished deliveries",
        count(troubles.unfinished()),
        troubles.oldestDue().isZero()
            ? ""
            : "the oldest is due for " + duration(troubles.oldestDue()));
    table.row("dead letters", count(troubles.deadLetters()), "");
    table.row(
        "evaluation errors",
        count(troubles.evaluationErrors()),
        troubles.lastError().map(at -> "last at " + at).orElse(""));
    table.row("ranges of missed blocks", count(troubles.missedBlocks()), "");
    table.row("receivers that are gone", count(troubles.disabledEndpoints()), "");
    return table.text();
  }

  private static String text(Table table, Page<?> page, String none) {
    if (page.rows().isEmpty()) {
      return none + "\n";
    }
    return table.text() + (page.more() ? "… and more: --limit\n" : "");
  }

  private static Object part(ClusterStatus.Node node, String number) {
    Double value = node.numbers().getDouble(number);
    return value == null ? NONE : String.format(Locale.ROOT, "%.1f", value);
  }

  private static String count(long number) {
    return number < ClusterStatus.MOST_COUNTED ? Long.toString(number) : "at least " + number;
  }

  private static Object number(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : NONE;
  }

  private static String ago(Optional<Duration> silence) {
    return silence.map(it -> duration(it) + " ago").orElse(NONE);
  }

  private static String duration(Duration duration) {
    if (duration.toMinutes() < 1) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    return duration.toHours() < 1
        ? duration.toMinutes() + " min"
        : duration.toDays() < 1 ? duration.toHours() + " h" : duration.toDays() + " d";
  }
}
