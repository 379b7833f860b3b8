package org.ozmonitor.server.definition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.tenant.TenantId;

/// What a configuration tree changes in the configuration log: revisions that begin and revisions
/// that end. Pure, immutable.
///
/// @param begun new revisions, by kind and id
/// @param ended last revisions of entities that are gone, by kind and id
/// @param replaced last revisions of entities that go on, by kind and id
/// @param moved entities that only stand in another file now
/// @param complete whether nothing is left for a next plan
record RevisionPlan(
    List<Begun> begun,
    List<EntityKey> ended,
    List<EntityKey> replaced,
    List<Desired> moved,
    boolean complete) {
  private static final Comparator<EntityKey> ORDER =
      Comparator.comparing(EntityKey::kind).thenComparing(EntityKey::id);

  /// Kinds of entities, as the database spells them; what others refer to comes first.
  enum Kind {
    TENANT("tenant"),
    NETWORK("network"),
    FILTER_SCRIPT("filter_script"),
    TRIGGER("trigger"),
    MONITOR("monitor");

    private final String sql;

    Kind(String sql) {
      this.sql = sql;
    }

    String sql() {
      return sql;
    }

    static Kind parse(String sql) {
      return switch (sql) {
        case "tenant" -> TENANT;
        case "network" -> NETWORK;
        case "monitor" -> MONITOR;
        case "trigger" -> TRIGGER;
        case "filter_script" -> FILTER_SCRIPT;
        default -> throw new IllegalArgumentException("no kind of entity: " + sql);
      };
    }
  }

  record EntityKey(Kind kind, UUID id) {}

  /// An entity as a tree wants it.
  ///
  /// @param slug tenants and networks: the slug; scripts: the path; triggers: the key; monitors:
  /// the
  /// normalised name
  /// @param source the file it comes from, or null
  /// @param active whether it is to be evaluated (monitors only)
  record Desired(
      EntityKey key,
      String slug,
      String document,
      String digest,
      @Nullable String source,
      boolean active) {
    Desired withDocument(String other) {
      return new Desired(key, slug, other, digest, source, active);
    }

    Desired withoutSource() {
      return new Desired(key, slug, document, digest, null, active);
    }
  }

  /// The last revision of an entity.
  ///
  /// @param source the file it came from, or null
  /// @param open whether it is valid now
  record Last(int revision, String digest, @Nullable String source, boolean open) {
    Last withSource(@Nullable String other) {
      return new Last(revision, digest, other, open);
    }
  }

  /// A revision that begins.
  record Begun(Desired entity, int revision) {}

  boolean isEmpty() {
    return begun.isEmpty() && ended.isEmpty();
  }

  RevisionPlan withEnded(List<EntityKey> other) {
    return new RevisionPlan(begun, other, replaced, moved, complete);
  }

  RevisionPlan withoutMoves() {
    return new RevisionPlan(begun, ended, replaced, List.of(), complete);
  }

  /// Compares what a tree wants with the last revisions of its tenant.
  ///
  /// @param keeps files whose entities stay as they are when the tree does not have them
  static RevisionPlan plan(
      List<Desired> desired, Map<EntityKey, Last> last, Predicate<String> keeps) {
    List<Begun> begun = new ArrayList<>();
    List<EntityKey> replaced = new ArrayList<>();
    List<Desired> moved = new ArrayList<>();
    Set<EntityKey> wanted = new HashSet<>();
    for (Desired entity : desired) {
      wanted.add(entity.key());
      Last before = last.get(entity.key());
      if (before == null || !before.open()) {
        begun.add(new Begun(entity, before == null ? 1 : before.revision() + 1));
      } else if (!before.digest().equals(entity.digest())) {
        begun.add(new Begun(entity, before.revision() + 1));
        replaced.add(entity.key());
      } else if (!Objects.equals(before.source(), entity.source())) {
        moved.add(entity);
      }
    }
    List<EntityKey> gone = new ArrayList<>();
    boolean monitorsStay = false;
    for (Map.Entry<EntityKey, Last> entry : last.entrySet()) {
      String source = entry.getValue().source();
      if (entry.getValue().open() && source != null && !wanted.contains(entry.getKey())) {
        if (!keeps.test(source)) {
          gone.add(entry.getKey());
        } else if (entry.getKey().kind() == Kind.MONITOR) {
          monitorsStay = true;
        }
      }
    }
    // A monitor that stays as it was may name any of the others: without its trigger its matches
    // would go nowhere.
    boolean onlyMonitors = monitorsStay;
    List<EntityKey> ended =
        new ArrayList<>(
            gone.stream().filter(key -> !onlyMonitors || key.kind() == Kind.MONITOR).toList());
    begun.sort(Comparator.comparing((Begun revision) -> revision.entity().key(), ORDER));
    ended.sort(ORDER);
    replaced.sort(ORDER);
    return new RevisionPlan(begun, ended, replaced, moved, true);
  }

  /// The first part of this plan, small enough for one short transaction. What ends, ends with the
  /// last part: a monitor that gets a new name must not be missing in between.
  ///
  /// @param characters of all documents together, unless the first one alone has more
  RevisionPlan limitedTo(int revisions, long characters) {
    int fitting = fitting(revisions, characters);
    if (begun.size() <= fitting) {
      return this;
    }
    List<Begun> part = begun.subList(0, fitting);
    Set<EntityKey> now = new HashSet<>();
    part.forEach(revision -> now.add(revision.entity().key()));
    return new RevisionPlan(
        part, List.of(), replaced.stream().filter(now::contains).toList(), List.of(), false);
  }

  private int fitting(int revisions, long characters) {
    long left = characters;
    int fitting = 0;
    for (Begun revision : begun) {
      left -= revision.entity().document().length();
      if (fitting == revisions || (left < 0 && fitting > 0)) {
        break;
      }
      fitting++;
    }
    return fitting;
  }

  /// Everything in the valid part of a tree. Networks belong to the platform, the rest to `tenant`.
  static List<Desired> desired(TenantId tenant, ConfigurationTree tree) {
    List<Desired> all = new ArrayList<>();
    for (var entry : tree.networks()) {
      String slug = entry.definition().slug();
      NetworkId id = EntityIds.platformNetwork(slug);
      all.add(desired(new EntityKey(Kind.NETWORK, id.value()), slug, entry, true));
    }
    for (var entry : tree.scripts()) {
      UUID id = EntityIds.filterScript(tenant, entry.name());
      all.add(desired(new EntityKey(Kind.FILTER_SCRIPT, id), entry.name(), entry, true));
    }
    for (var entry : tree.triggers()) {
      UUID id = EntityIds.trigger(tenant, entry.definition().key());
      all.add(desired(new EntityKey(Kind.TRIGGER, id), entry.definition().key(), entry, true));
    }
    for (var entry : tree.monitors()) {
      String name = entry.definition().name();
      UUID id = EntityIds.monitor(tenant, name);
      boolean active = !entry.definition().paused();
      all.add(desired(new EntityKey(Kind.MONITOR, id), TreeRules.normalised(name), entry, active));
    }
    return all;
  }

  private static Desired desired(EntityKey key, String slug, TreeEntry<?> entry, boolean active) {
    return new Desired(key, slug, entry.document(), entry.digest(), entry.source(), active);
  }
}
