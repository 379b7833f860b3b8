package org.ozmonitor.server.cluster;

/// An address on the event bus together with what it carries: a hint that every consumer hears.
/// Hints may be lost; each consumer polls as well. Immutable.
///
/// @param urgent whether it is told through the database, too, so that nodes hear it that cannot
///     see each other. For what happens seldom and is waited for: it costs a statement, and must be
///     JSON
public record Topic<T>(String address, TopicCodec<T> codec, boolean urgent) {
  /// A hint that travels on the event bus alone.
  public Topic(String address, TopicCodec<T> codec) {
    this(address, codec, false);
  }

  /// A hint that travels on the event bus and through the database.
  public static <T> Topic<T> urgent(String address, TopicCodec<T> codec) {
    return new Topic<>(address, codec, true);
  }
}
