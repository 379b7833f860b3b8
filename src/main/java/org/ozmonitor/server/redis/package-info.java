/// Redis: the embedded server, and a cache that never holds anybody up.
///
/// {@link RedisServer} stands for the server that `redis_url` names and starts it if it is ours.
/// {@link RedisCache} asks it; without a server every question is answered "not there" at once.
/// Nothing needs Redis to be right, and a node starts without it.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.redis;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
