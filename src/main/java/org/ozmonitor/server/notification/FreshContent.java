package org.ozmonitor.server.notification;

/// What is sent of a match that has just been stored, so that it need not be read again. Immutable.
///
/// @param network slug
/// @param suppressed alerts of the monitor that were kept back since the one before
public record FreshContent(MatchContent match, String network, long suppressed) {}
