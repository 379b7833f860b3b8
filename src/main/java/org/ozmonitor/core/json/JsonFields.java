package org.ozmonitor.core.json;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/// The fields of one object on the way to {@link JsonText}, named and typed. Confined to one
/// thread.
public final class JsonFields {
  private final SortedMap<String, String> fields = JsonText.fields();

  @CanIgnoreReturnValue
  public JsonFields text(String name, String value) {
    return json(name, JsonText.quote(value));
  }

  /// Null where there is none.
  @CanIgnoreReturnValue
  public JsonFields text(String name, Optional<String> value) {
    return json(name, value.map(JsonText::quote).orElse("null"));
  }

  @CanIgnoreReturnValue
  public JsonFields flag(String name, boolean value) {
    return json(name, Boolean.toString(value));
  }

  @CanIgnoreReturnValue
  public JsonFields number(String name, long value) {
    return json(name, Long.toString(value));
  }

  /// An array of elements, each written by `element`.
  @CanIgnoreReturnValue
  public <T> JsonFields array(String name, Collection<T> elements, Function<T, String> element) {
    return json(name, JsonText.array(elements, element));
  }

  /// @param value JSON already
  @CanIgnoreReturnValue
  public JsonFields json(String name, String value) {
    fields.put(name, value);
    return this;
  }

  /// The object, compact, keys sorted.
  public String object() {
    return JsonText.object(fields);
  }
}
