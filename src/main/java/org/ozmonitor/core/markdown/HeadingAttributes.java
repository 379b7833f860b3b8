package org.ozmonitor.core.markdown;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.node.Heading;
import org.commonmark.node.Text;

/// What stands in braces at the end of a heading: `{#id .class name=value}`. Not `${…}`, which is a
/// placeholder that nothing filled.
record HeadingAttributes(Map<String, String> all) {
  private static final Pattern BRACES = Pattern.compile("(?s)(.*?)\\s*(?<!\\$)\\{([^{}]*)}\\s*");

  /// Never a value's: in a name nothing could be escaped.
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][-A-Za-z0-9_.:]*");

  static HeadingAttributes takeFrom(Heading heading) {
    Map<String, String> all = new LinkedHashMap<>();
    if (heading.getLastChild() instanceof Text text) {
      Matcher braces = BRACES.matcher(text.getLiteral());
      if (braces.matches()) {
        text.setLiteral(braces.group(1));
        read(braces.group(2), all);
      }
    }
    return new HeadingAttributes(all);
  }

  private static void read(String text, Map<String, String> all) {
    Map<String, String> others = new LinkedHashMap<>();
    StringBuilder classes = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      int equals = word.indexOf('=');
      if (word.startsWith("#") && word.length() > 1) {
        all.put("id", word.substring(1));
      } else if (word.startsWith(".") && word.length() > 1) {
        classes.append(classes.isEmpty() ? "" : " ").append(word, 1, word.length());
      } else {
        String name = equals < 0 ? word : word.substring(0, equals);
        if (NAME.matcher(name).matches()) {
          others.put(name, equals < 0 ? "" : word.substring(equals + 1));
        }
      }
    }
    if (!classes.isEmpty()) {
      all.put("class", classes.toString());
    }
    others.forEach(all::putIfAbsent);
  }
}
