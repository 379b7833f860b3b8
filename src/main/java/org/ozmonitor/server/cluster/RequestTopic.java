package org.ozmonitor.server.cluster;

/// An address on the event bus that answers: bounded request and reply. Immutable.
public record RequestTopic<Q, A>(String address, TopicCodec<Q> question, TopicCodec<A> answer) {}
