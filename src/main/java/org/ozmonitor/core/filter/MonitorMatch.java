package org.ozmonitor.core.filter;

import java.util.Map;
import org.ozmonitor.core.definition.ActiveMonitor;

/// A transaction that a monitor matched. Immutable.
///
/// @param transactionId as the chain writes it (EVM: the transaction hash)
/// @param matchJson the match as OpenZeppelin Monitor writes it, tagged by chain (`{"EVM":{…}}`):
/// compact, keys sorted, each text in it storable ({@link org.ozmonitor.core.json.StorableText})
/// @param variables template variables, flat
public record MonitorMatch(
    ActiveMonitor monitor, String transactionId, String matchJson, Map<String, String> variables) {}
