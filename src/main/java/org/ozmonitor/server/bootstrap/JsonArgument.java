package org.ozmonitor.server.bootstrap;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An argument that is a JSON object or the file that holds one. Stateless.
final class JsonArgument {
  private JsonArgument() {}

  static JsonObject read(String option, String argument) {
    try {
      boolean inline = argument.stripLeading().startsWith("{");
      return new JsonObject(inline ? argument : Files.readString(Path.of(argument)));
    } catch (IOException e) {
      throw new WrongArgumentException(option + ": cannot read " + argument);
    } catch (DecodeException e) {
      throw new WrongArgumentException(option + " takes a JSON object or a file that holds one");
    }
  }
}
