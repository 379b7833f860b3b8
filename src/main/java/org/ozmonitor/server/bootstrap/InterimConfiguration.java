package org.ozmonitor.server.bootstrap;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.definition.ConfigurationTree;

final class InterimConfiguration {
  static Supplier<Configuration> start(Node node, NodeSetup setup, Ground ground, ConfigurationLog log) {
    var db = ground.database();
    setup.configDir().ifPresent(dir -> {
      ConfigurationTree tree = ConfigurationTree.read(dir);
      tree.problems().forEach(p -> System.err.println(p));
      Node.await(log.ensureTenant(db.reader(), TenantId.DEFAULT, "default", "Default"));
      var r = Node.await(db.inTransaction(c -> log.apply(c, TenantId.DEFAULT, tree)));
      System.err.println("import " + r);
    });
    AtomicReference<Configuration> current = new AtomicReference<>(
        Node.await(log.head(db.reader()).compose(v -> log.load(db.reader(), v))));
    long t = ground.vertx().setPeriodic(500, _ -> {
      Configuration c = current.get();
      log.head(db.reader()).compose(v -> v == c.version() ? Future.succeededFuture(c) : log.advance(db.reader(), c, v)).onSuccess(current::set);
    });
    return current::get;
  }
}
