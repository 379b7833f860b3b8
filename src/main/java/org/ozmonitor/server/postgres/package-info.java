/// The database: how to reach it ({@link DatabaseUrl}, {@link Database}), how its schema comes to
/// be ({@link Migrations}), and the server that comes along when none is given
/// ({@link EmbeddedPostgres}).
///
/// `Database` is used from event loops and never blocks. `Migrations` and `EmbeddedPostgres`
/// block: they run before Vert.x starts or inside `executeBlocking`.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.postgres;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
