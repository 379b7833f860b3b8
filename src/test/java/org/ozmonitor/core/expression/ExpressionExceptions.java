package org.ozmonitor.core.expression;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The reviewed table of where our answer may differ from upstream's, and why.
///
/// Each row recognises its case by what stands in the vector. Except for the limits and escapes a
/// row only holds where upstream has no answer at all: an expression that upstream evaluates to
/// true
/// or false comes to the same here.
final class ExpressionExceptions {
  private static final String QUOTED = "'(?:\\\\.|[^'\\\\])*'|\"(?:\\\\.|[^\"\\\\])*\"";
  private static final Pattern QUOTED_TEXT = Pattern.compile(QUOTED, Pattern.DOTALL);
  private static final Pattern ESCAPE = Pattern.compile("\\\\['\"\\\\]");
  private static final Pattern BOOLEAN = Pattern.compile("[=<>sh]\\s*(?i)(true|false)(?![\\w-])");
  private static final Pattern KEYWORD_AS_NAME =
      Pattern.compile(
          "(?i)(?:^|\\(|and|or)\\s*(true|false|and|or|contains|starts_with|ends_with)"
              + "(?:\\[\\d+]|\\.\\w+)*\\s*(==|!=|<|>|contains|starts_with|ends_with)");
  private static final Pattern POSITION = Pattern.compile("\\$\\d+");
  private static final Set<String> UPSTREAM_KINDS =
      Set.of(
          "uint8", "uint16", "uint32", "uint64", "uint128", "uint256", "int8", "int16", "int32",
          "int64", "int128", "int256", "string", "address", "bool", "bytes", "bytes32", "tuple");

  private static final List<Row> TABLE =
      List.of(
          new Row(
              "limit: an expression has at most 16 KiB",
              v ->
                  v.expression().getBytes(StandardCharsets.UTF_8).length
                          > ExpressionParser.MAX_BYTES
                      && isRefusedBy(SyntaxRule.LENGTH, v)),
          new Row("limit: parentheses nest at most 64 deep", v -> isRefusedBy(SyntaxRule.DEPTH, v)),
          new Row(
              "superset: booleans in any letter case (evm §6 no. 25)",
              v ->
                  v.upstreamRefusesToParse()
                      && BOOLEAN
                          .matcher(unquoted(v))
                          .results()
                          .map(found -> found.group(1))
                          .anyMatch(word -> !word.equals(word.toLowerCase(Locale.ROOT)))),
          new Row(
              "superset: line breaks are white space (evm §6 no. 25)",
              v -> v.upstreamRefusesToParse() && unquoted(v).matches("(?s).*[\\r\\n].*")),
          new Row(
              "superset: keywords as names (evm §6 no. 25)",
              v -> v.upstreamRefusesToParse() && KEYWORD_AS_NAME.matcher(unquoted(v)).find()),
          new Row(
              "superset: $ in names, positions of parameters (evm §6 no. 25)",
              v ->
                  v.upstreamRefusesToParse()
                      && (unquoted(v).contains("$") || POSITION.matcher(unquoted(v)).find())),
          new Row(
              "superset: either quote may be escaped (evm §6 no. 25)",
              v ->
                  v.upstreamRefusesToParse()
                      && ESCAPE.matcher(v.expression()).find()
                      && !ESCAPE.matcher(unquoted(v)).find()),
          new Row(
              "decision: escapes are unescaped (evm §6 no. 25); with backslashes kept we agree",
              v ->
                  ESCAPE.matcher(v.expression()).find()
                      && v.answerTo(keepingBackslashes(v.expression())).equals(v.answer())),
          new Row(
              "superset: all widths, bytesN, fixed and nested arrays (evm §6 no. 20)",
              v ->
                  v.upstreamFailsWith(EvaluationError.TYPE_MISMATCH)
                      && read(v).anyMatch(p -> !isKnownUpstream(p.kind()))),
          new Row(
              "superset: bool[] contains true (evm §6 no. 24)",
              v ->
                  v.upstreamFailsWith(EvaluationError.TYPE_MISMATCH)
                      && read(v)
                          .anyMatch(p -> p.kind().toLowerCase(Locale.ROOT).startsWith("bool["))
                      && unquoted(v).matches("(?is).*contains\\s*(true|false).*")));

  private ExpressionExceptions() {}

  private record Row(String reason, Predicate<ExpressionVector> covers) {}

  /// The reason why we may answer otherwise; empty where the answer must be the same.
  static Optional<String> reasonFor(ExpressionVector vector) {
    return TABLE.stream().filter(row -> row.covers().test(vector)).map(Row::reason).findFirst();
  }

  private static boolean isRefusedBy(SyntaxRule rule, ExpressionVector vector) {
    try {
      var _ = ExpressionParser.parse(vector.expression());
      return false;
    } catch (ExpressionSyntaxException syntax) {
      return syntax.rule() == rule;
    }
  }

  private static Stream<Parameter> read(ExpressionVector vector) {
    try {
      var names = ExpressionParser.parse(vector.expression()).names();
      return vector.parameters().stream().filter(p -> names.contains(p.name()));
    } catch (ExpressionSyntaxException syntax) {
      return Stream.empty();
    }
  }

  private static boolean isKnownUpstream(String kind) {
    String lowerCase = kind.toLowerCase(Locale.ROOT);
    return Set.of("number", "array", "map", "null", "object").contains(lowerCase)
        || UPSTREAM_KINDS.contains(
            lowerCase.endsWith("[]") ? lowerCase.substring(0, lowerCase.length() - 2) : lowerCase);
  }

  private static String unquoted(ExpressionVector vector) {
    return QUOTED_TEXT.matcher(vector.expression()).replaceAll("''");
  }

  /// The expression whose quoted texts, unescaped, are the texts with their backslashes.
  private static String keepingBackslashes(String expression) {
    return QUOTED_TEXT
        .matcher(expression)
        .replaceAll(
            quoted ->
                Matcher.quoteReplacement(
                    ESCAPE
                        .matcher(quoted.group())
                        .replaceAll(e -> Matcher.quoteReplacement("\\\\" + e.group()))));
  }
}
