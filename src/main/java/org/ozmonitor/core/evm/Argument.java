package org.ozmonitor.core.evm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.evm.abi.AbiParameter;
import org.ozmonitor.core.evm.abi.AbiText;
import org.ozmonitor.core.evm.abi.AbiValue;
import org.ozmonitor.core.expression.Parameter;
import org.ozmonitor.core.expression.Structure;

/// One decoded argument beside its declaration. Its text is made when it is first asked for, which
/// may happen on several threads at once: they make the same.
final class Argument implements Parameter {
  private final AbiParameter declared;
  private final AbiValue decoded;
  private @Nullable String text;

  Argument(AbiParameter declared, AbiValue decoded) {
    this.declared = declared;
    this.decoded = decoded;
  }

  @Override
  public String name() {
    return declared.name();
  }

  @Override
  public String kind() {
    return declared.kind();
  }

  @Override
  public String value() {
    String known = text;
    if (known == null) {
      known = AbiText.of(decoded);
      text = known;
    }
    return known;
  }

  @Override
  public boolean indexed() {
    return declared.indexed();
  }

  @Override
  public Optional<Structure> structure() {
    return Optional.of(ArgumentStructure.of(declared, decoded));
  }

  @Override
  public String toString() {
    return kind() + " " + name() + " = " + value();
  }
}
