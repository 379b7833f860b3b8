package org.ozmonitor.server.bootstrap;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.core.tenant.TenantLimits;
import org.ozmonitor.server.definition.Tenants;

/// Looks at tenants and changes what they are and may. Blocks; stateless.
final class TenantsCommand {
  private static final int MOST = 10_000;

  private TenantsCommand() {}

  static int list(Command.ListTenants command) {
    return DatabaseCommand.run(command.configFile(), TenantsCommand::list);
  }

  /// Exit code 1 when the tenant that is to be set is not there, or the one to be added is.
  static int put(Command.PutTenant command) {
    return DatabaseCommand.run(command.configFile(), opened -> put(command, opened));
  }

  private static int list(DatabaseCommand.Opened opened) {
    var reader = opened.database().reader();
    List<Tenant> found = Node.await(opened.configurations().tenants().list(reader, MOST));
    Map<TenantId, Long> monitors = Node.await(opened.configurations().monitorCounts(reader));
    found.forEach(
        tenant -> System.out.println(line(tenant, monitors.getOrDefault(tenant.id(), 0L))));
    if (found.size() == MOST) {
      System.err.println("there may be more than these " + MOST);
    }
    return 0;
  }

  private static String line(Tenant tenant, long monitors) {
    return String.join(
        "  ",
        tenant.slug(),
        tenant.status().word(),
        tenant.priority().word(),
        monitors + " monitors",
        limits(tenant.limits()),
        tenant.name());
  }

  private static String limits(TenantLimits limits) {
    return limits.perLimit().isEmpty()
        ? "no limits"
        : limits.perLimit().entrySet().stream()
            .map(entry -> entry.getKey().word() + "=" + entry.getValue())
            .collect(Collectors.joining(" "));
  }

  private static int put(Command.PutTenant command, DatabaseCommand.Opened opened) {
    Optional<Long> version =
        Node.await(opened.database().inTransaction(connection -> put(command, opened, connection)));
    if (version.isEmpty()) {
      System.err.println(
          command.isNew()
              ? "there is a tenant %s already".formatted(command.slug())
              : "there is no tenant %s; `ozmonitor tenants add` makes one"
                  .formatted(command.slug()));
      return 1;
    }
    System.out.println("%s: from version %d on".formatted(command.slug(), version.get()));
    return 0;
  }

  private static Future<Optional<Long>> put(
      Command.PutTenant command, DatabaseCommand.Opened opened, SqlConnection connection) {
    Tenants tenants = opened.configurations().tenants();
    Tenant created =
        Tenant.of(EntityIds.tenant(command.slug()), command.slug(), command.slug())
            .withLimits(opened.config().limits().newTenants());
    return tenants
        .findLocked(connection, command.slug())
        .compose(
            found ->
                found.isPresent() == command.isNew()
                    ? Future.succeededFuture(Optional.empty())
                    : tenants
                        .put(connection, command.change().of(found.orElse(created)))
                        .map(Optional::of));
  }
}
