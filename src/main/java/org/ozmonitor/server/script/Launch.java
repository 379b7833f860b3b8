package org.ozmonitor.server.script;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.script.ScriptLanguage;

/// A script on its way to a process. Immutable.
///
/// @param content the script, where it fits into an argument
/// @param file where it stands otherwise
/// @param environment variables besides those of its isolation
/// @param slot number of the place it runs in, from 0; no two at the same time have the same
record Launch(
    ScriptLanguage language,
    String content,
    Optional<Path> file,
    Map<String, String> environment,
    Duration timeout,
    int slot) {}
