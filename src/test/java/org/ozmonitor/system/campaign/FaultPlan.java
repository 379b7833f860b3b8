package org.ozmonitor.system.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.ozmonitor.system.campaign.Fault.Link;

/// The faults of a campaign and their times, decided by its settings alone. Whatever it breaks it
/// mends before it ends. Immutable.
///
/// Two tracks run beside each other. On one, rounds of faults of nodes, database and Redis: the
/// kinds
/// of a bag in random order, each round long enough for what is to be measured in it. On the other
/// ({@link CalmTrack}), what chains and users do all the time.
///
/// @param links of the nodes when they are first started
/// @param steps in order of time, from the moment when all nodes work
record FaultPlan(List<Link> links, List<Step> steps) {
  /// Takeover needs the lease to expire: 6 s, and two looks at it.
  private static final int UNTIL_TAKEN_OVER_MS = 12_000;

  private static final int LONG_OUTAGE_MS = 60_000;
  private static final Duration LONG_CAMPAIGN = Duration.ofMinutes(4);

  /// A fault and when it happens, from the begin of the campaign.
  record Step(Duration at, Fault fault) {}

  private enum Round {
    KILL,
    TERMINATE,
    FREEZE,
    STOP_DATABASE,
    FREEZE_DATABASE,
    CUT_CONNECTIONS,
    STORM,
    MOVE,
    KILL_REDIS
  }

  private static final List<Round> BAG =
      List.of(
          Round.KILL,
          Round.TERMINATE,
          Round.FREEZE,
          Round.STOP_DATABASE,
          Round.KILL,
          Round.FREEZE_DATABASE,
          Round.STORM,
          Round.CUT_CONNECTIONS,
          Round.TERMINATE,
          Round.MOVE,
          Round.KILL_REDIS);

  FaultPlan {
    links = List.copyOf(links);
    steps = List.copyOf(steps);
  }

  static FaultPlan of(CampaignSettings settings) {
    return switch (settings.faults()) {
      case ALL -> all(settings);
      case STOPS -> stops(settings);
    };
  }

  /// A node at a time is killed or terminated, until others do all that it did, and comes back.
  private static FaultPlan stops(CampaignSettings settings) {
    var random = new SplittableRandom(settings.seed());
    List<Step> steps = new ArrayList<>();
    long end = settings.faultsFor().toMillis();
    boolean kill = false;
    for (long at = 1_000, length; at + UNTIL_TAKEN_OVER_MS < end; at += length) {
      int node = random.nextInt(settings.nodes());
      length = kill ? UNTIL_TAKEN_OVER_MS : UNTIL_TAKEN_OVER_MS / 3;
      steps.add(step(at, new Fault.Settle()));
      steps.add(step(at, kill ? new Fault.Kill(node) : new Fault.Terminate(node)));
      steps.add(step(at + length - 500, new Fault.Start(node, Link.FIRST_CLUSTER)));
      kill = !kill;
    }
    return new FaultPlan(Collections.nCopies(settings.nodes(), Link.FIRST_CLUSTER), steps);
  }

  private static Step step(long at, Fault fault) {
    return new Step(Duration.ofMillis(at), fault);
  }

  private static FaultPlan all(CampaignSettings settings) {
    var random = new SplittableRandom(settings.seed());
    var track = new Track(settings, random.split());
    List<Link> links = new ArrayList<>();
    for (int node = 0; node < settings.nodes(); node++) {
      links.add(track.link());
    }
    List<Step> steps = new ArrayList<>(track.steps());
    steps.addAll(new CalmTrack(settings, random.split()).steps());
    steps.sort(Comparator.comparing(Step::at));
    return new FaultPlan(links, steps);
  }

  /// Draws rounds one after another. Confined to one thread.
  private static final class Track {
    private final CampaignSettings settings;
    private final SplittableRandom random;
    private final List<Step> steps = new ArrayList<>();
    private boolean redisIsGone;
    private boolean longOutageIsPlanned;

    private Track(CampaignSettings settings, SplittableRandom random) {
      this.settings = settings;
      this.random = random;
      this.longOutageIsPlanned = settings.faultsFor().compareTo(LONG_CAMPAIGN) < 0;
    }

    private List<Step> steps() {
      long end = settings.faultsFor().toMillis();
      long at = 1_000L + random.nextInt(2_000);
      List<Round> left = new ArrayList<>();
      while (true) {
        if (left.isEmpty()) {
          left.addAll(BAG);
        }
        Round round = left.remove(random.nextInt(left.size()));
        int before = steps.size();
        long next = at + play(round, at);
        if (next > end) {
          steps.subList(before, steps.size()).clear();
          return steps;
        }
        at = next + random.nextInt(1_000);
      }
    }

    /// Plans a round that begins at a time, and returns how long it takes, in milliseconds.
    private long play(Round round, long at) {
      return switch (round) {
        case KILL -> kill(at);
        case TERMINATE -> terminate(at, between(3_000, 6_000), 7_000);
        case MOVE -> terminate(at, between(500, 2_000), 6_000);
        case FREEZE -> freeze(at);
        case STOP_DATABASE -> stopDatabase(at);
        case FREEZE_DATABASE -> freezeDatabase(at);
        case CUT_CONNECTIONS -> cutConnections(at);
        case STORM -> storm(at);
        case KILL_REDIS -> killRedis(at);
      };
    }

    private long kill(long at) {
      settle(at);
      int node = node();
      add(at, new Fault.Kill(node));
      long length = (long) UNTIL_TAKEN_OVER_MS + between(0, 2_000);
      add(at + length - between(0, 2_000), new Fault.Start(node, link()));
      return length;
    }

    private long terminate(long at, int down, int length) {
      settle(at);
      int node = node();
      add(at, new Fault.Terminate(node));
      add(at + down, new Fault.Start(node, link()));
      return length;
    }

    private long freeze(long at) {
      int node = node();
      int asleep = between(500, UNTIL_TAKEN_OVER_MS);
      add(at, new Fault.Freeze(node));
      add(at + asleep, new Fault.Thaw(node));
      return asleep + 4_000L;
    }

    private long stopDatabase(long at) {
      int down = longOutageIsPlanned ? between(500, 10_000) : LONG_OUTAGE_MS;
      longOutageIsPlanned = true;
      add(at, random.nextBoolean() ? new Fault.StopDatabase() : new Fault.CrashDatabase());
      add(at + down, new Fault.StartDatabase());
      return down + 5_000L;
    }

    private long freezeDatabase(long at) {
      int asleep = between(500, 9_000);
      add(at, new Fault.FreezeDatabase());
      add(at + asleep, new Fault.ThawDatabase());
      return asleep + 4_000L;
    }

    /// Cheap, so many at a time: each hits other transactions.
    private long cutConnections(long at) {
      long cut = at;
      for (int times = between(5, 15); times > 0; times--) {
        add(cut, new Fault.CutConnections());
        cut += between(200, 1_200);
      }
      return cut - at + 2_000;
    }

    /// Several nodes within a second, perhaps all, and perhaps the database with them.
    private long storm(long at) {
      List<Integer> nodes = new ArrayList<>();
      for (int node = 0; node < settings.nodes(); node++) {
        nodes.add(random.nextInt(nodes.size() + 1), node);
      }
      int fewest = Math.min(2, settings.nodes());
      for (int node : nodes.subList(0, between(fewest, settings.nodes()))) {
        add(at + between(0, 1_000), new Fault.Kill(node));
        add(at + between(2_000, 6_000), new Fault.Start(node, link()));
      }
      if (random.nextBoolean()) {
        add(at + between(0, 1_000), new Fault.CrashDatabase());
        add(at + between(1_500, 4_000), new Fault.StartDatabase());
      }
      return UNTIL_TAKEN_OVER_MS;
    }

    private long killRedis(long at) {
      if (redisIsGone) {
        return 0;
      }
      redisIsGone = true;
      add(at, new Fault.KillRedis());
      return 2_000;
    }

    /// Mostly, as a cluster is seldom hit while it still recovers from the last fault.
    private void settle(long at) {
      if (random.nextInt(4) > 0) {
        add(at, new Fault.Settle());
      }
    }

    private Link link() {
      List<Link> all = List.of(Link.values());
      return all.get(random.nextInt(all.size()));
    }

    private int node() {
      return random.nextInt(settings.nodes());
    }

    /// Both inclusive.
    private int between(int least, int most) {
      return random.nextInt(least, most + 1);
    }

    private void add(long at, Fault fault) {
      steps.add(step(at, fault));
    }
  }
}
