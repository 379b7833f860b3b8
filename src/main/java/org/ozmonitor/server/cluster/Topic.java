package org.ozmonitor.server.cluster;

/// An address on the event bus together with what it carries: a hint that every consumer hears.
/// Hints
/// may be lost; each consumer polls as well. Immutable.
public record Topic<T>(String address, TopicCodec<T> codec) {}
