package org.ozmonitor.core.expression;

/// A parameter whose text is known. Immutable.
record PlainParameter(String name, String kind, String value, boolean indexed)
    implements Parameter {

  @Override
  public String toString() {
    return kind + " " + name + " = " + value;
  }
}
