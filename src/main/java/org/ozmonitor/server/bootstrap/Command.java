package org.ozmonitor.server.bootstrap;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantLimit;
import org.ozmonitor.core.tenant.TenantLimits;
import org.ozmonitor.core.tenant.TenantPriority;
import org.ozmonitor.core.tenant.TenantStatus;
import org.ozmonitor.server.config.Role;
import org.ozmonitor.server.config.ServiceMode;
import org.ozmonitor.server.definition.DocumentImport;
import org.ozmonitor.server.definition.TenantTree;
import org.ozmonitor.server.notification.DeadLetterSelection;
import org.ozmonitor.server.work.ReplayRequests;

/// What the command line asks for.
sealed interface Command {
  /// Run a node until it is told to stop.
  ///
  /// @param mode empty: as configured
  /// @param clustered whether to join the Hazelcast cluster
  /// @param configFile instead of `./config.yaml`
  /// @param trees configuration trees in the form of OpenZeppelin Monitor, one a tenant
  /// @param vertxOptions for `new VertxOptions(JsonObject)`
  record Serve(
      Optional<ServiceMode> mode,
      Deployment deployment,
      boolean clustered,
      Optional<Path> configFile,
      List<TenantTree> trees,
      Optional<JsonObject> vertxOptions)
      implements Command {}

  /// Everything on embedded parts with a simulated chain.
  ///
  /// @param duration of the chain; empty: until told to stop
  /// @param seed of the chain's history
  /// @param report where the result goes as JSON
  record Demo(
      Optional<Duration> duration,
      OptionalLong seed,
      Optional<Path> report,
      Optional<Path> configFile)
      implements Command {}

  /// Validate configuration trees.
  ///
  /// @param trees one a tenant, at least one
  record Check(List<TenantTree> trees, Optional<Path> configFile) implements Command {}

  /// One block through one monitor, matches as JSON on standard output.
  ///
  /// @param network empty: each network of the monitor
  /// @param block empty: the newest one
  record RunBlock(
      Path configDir,
      Path monitorPath,
      Optional<String> network,
      OptionalLong block,
      Optional<Path> configFile)
      implements Command {}

  /// A node with a long simulated chain, for load tests.
  ///
  /// @param blocks its length
  /// @param transactions per block
  /// @param port 0 = any free port
  record Simulator(long seed, long blocks, int transactions, int port) implements Command {}

  /// Why one monitor did or did not match one transaction.
  ///
  /// @param monitor name, or the name of its file
  /// @param network slug, or the name of its file
  /// @param transaction hash, `0x` and 64 digits
  record Explain(Path configDir, String monitor, String network, String transaction, boolean json)
      implements Command {}

  /// What a trigger would send for a match.
  ///
  /// @param trigger key or name
  /// @param match file with a match as `run-block` prints it
  /// @param event `detected`, `confirmed` or `retracted`
  /// @param suppressed earlier alerts that the message says were kept back
  record Preview(Path configDir, String trigger, Path match, String event, long suppressed)
      implements Command {}

  /// Bring the database to the schema of this version.
  record Migrate(Optional<Path> configFile) implements Command {}

  /// Look at what was given up, send it again or discard it.
  ///
  /// @param limit of a list
  record DeadLetters(
      DeadLetterAction action, DeadLetterSelection selection, int limit, Optional<Path> configFile)
      implements Command {}

  /// What is done with dead letters.
  enum DeadLetterAction {
    LIST,
    SHOW,
    REPLAY,
    DISCARD
  }

  /// Fill the database from documents.
  record Import(DocumentImport.Request request, Optional<Path> configFile) implements Command {}

  /// Say which tenants there are.
  record ListTenants(Optional<Path> configFile) implements Command {}

  /// Make a tenant, or change one.
  ///
  /// @param isNew whether it is to be made
  record PutTenant(String slug, boolean isNew, TenantChange change, Optional<Path> configFile)
      implements Command {}

  /// What of a tenant is to be otherwise.
  ///
  /// @param limits empty numbers are unlimited
  record TenantChange(
      Optional<String> name,
      Optional<TenantStatus> status,
      Optional<TenantPriority> priority,
      Map<TenantLimit, OptionalInt> limits) {
    public TenantChange {
      limits = Map.copyOf(limits);
    }

    boolean isNothing() {
      return name.isEmpty() && status.isEmpty() && priority.isEmpty() && limits.isEmpty();
    }

    /// The tenant with this change.
    Tenant of(Tenant tenant) {
      TenantLimits changed = tenant.limits();
      for (Map.Entry<TenantLimit, OptionalInt> entry : limits.entrySet()) {
        changed = changed.with(entry.getKey(), entry.getValue());
      }
      return tenant
          .withName(name.orElse(tenant.name()))
          .withStatus(status.orElse(tenant.status()))
          .withPriority(priority.orElse(tenant.priority()))
          .withLimits(changed);
    }
  }

  /// Show workers and assignments, or have them changed.
  record Balance(BalanceAction action, Optional<Path> configFile) implements Command {}

  /// Show nodes, leases, lanes and what went wrong.
  ///
  /// @param watch again and again, until interrupted
  /// @param limit rows of each
  record Status(boolean watch, boolean json, int limit, Optional<Path> configFile)
      implements Command {}

  /// Evaluate blocks of the log once more and add what is missing.
  ///
  /// @param tenant slug, empty: all
  /// @param monitor name, empty: all
  /// @param send whether to send what would only be stored otherwise
  /// @param waits whether the command ends with the replay
  record Replay(
      String network,
      long firstHeight,
      long lastHeight,
      Optional<String> tenant,
      Optional<String> monitor,
      ReplayRequests.With with,
      boolean send,
      boolean waits,
      boolean json,
      Optional<Path> configFile)
      implements Command {}

  /// Evaluate blocks that were skipped, for all tenants.
  record BackFillMissed(
      String network, long firstHeight, long lastHeight, Optional<Path> configFile)
      implements Command {}

  /// End a replay where it is.
  record CancelReplay(UUID id, Optional<Path> configFile) implements Command {}

  /// Show what monitors could not do, the newest first.
  ///
  /// @param tenant slug, empty: of all
  record ListErrors(Optional<String> tenant, int limit, boolean json, Optional<Path> configFile)
      implements Command {}

  /// Encrypt stored secrets with the current key.
  record RotateSecrets(Optional<Path> configFile) implements Command {}

  /// Say which version this is.
  record Version() implements Command {}

  /// Roles and the number of verticles of each, from `-deployment-options`.
  ///
  /// @param roles empty: those of the mode
  /// @param instances a role that is missing has one instance; each at least 1
  record Deployment(Set<Role> roles, Map<Role, Integer> instances) {
    static final Deployment BY_MODE = new Deployment(Set.of(), Map.of());

    public Deployment {
      roles = Set.copyOf(roles);
      instances = Map.copyOf(instances);
    }
  }
}
