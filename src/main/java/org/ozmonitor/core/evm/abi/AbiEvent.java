package org.ozmonitor.core.evm.abi;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Word;

/// An event of an ABI. Immutable; two are equal when they name and decode the same.
///
/// A log of an anonymous event does not carry the hash of the signature: only its emitter and the
/// number of its topics hint at it ({@link Abi#eventsOf}).
public final class AbiEvent {
  private static final int MAX_TOPICS = 4;

  private final String name;
  private final List<AbiParameter> inputs;
  private final boolean anonymous;
  private final String signature;
  private final Word topic0;
  private final int topics;
  private final Optional<AbiLayout> data;
  private final AbiLayout.Form[] topicForms;

  /// @param signature canonical: `Transfer(address,address,uint256)`
  /// @param topic0 hash of the signature
  public AbiEvent(
      String name, List<AbiParameter> inputs, boolean anonymous, String signature, Word topic0) {
    this.name = name;
    this.inputs = List.copyOf(inputs);
    this.anonymous = anonymous;
    this.signature = signature;
    this.topic0 = topic0;
    boolean isResolved = inputs.stream().allMatch(p -> p.type().isResolved());
    this.data =
        isResolved
            ? AbiLayout.of(
                inputs.stream().filter(p -> !p.indexed()).map(AbiParameter::type).toList())
            : Optional.empty();
    this.topicForms =
        inputs.stream()
            .filter(AbiParameter::indexed)
            .map(p -> topicForm(p.type()))
            .toArray(AbiLayout.Form[]::new);
    this.topics = topicForms.length + (anonymous ? 0 : 1);
  }

  /// Of a type that takes more than a word only the hash is left.
  private static AbiLayout.Form topicForm(AbiType type) {
    return type.isWord()
        ? AbiLayout.of(List.of(type)).orElseThrow().parts().getFirst().form()
        : AbiLayout.Form.FIXED_BYTES;
  }

  public String name() {
    return name;
  }

  public List<AbiParameter> inputs() {
    return inputs;
  }

  /// Whether its logs leave out the hash of the signature.
  public boolean anonymous() {
    return anonymous;
  }

  /// Canonical: `Transfer(address,address,uint256)`.
  public String signature() {
    return signature;
  }

  /// The hash of the signature: the first topic of its logs, unless it is anonymous.
  public Word topic0() {
    return topic0;
  }

  /// Whether a log with this many topics can be this event.
  public boolean fits(int count) {
    return count == topics && topics <= MAX_TOPICS;
  }

  /// The values of all parameters in the order of the ABI; empty when the log cannot be this event
  /// or is cut off. An indexed value that does not fit a topic is its hash.
  public Optional<List<AbiValue>> decode(List<Word> logTopics, Bytes logData) {
    return fits(logTopics.size())
        ? data.flatMap(layout -> AbiDecoder.decode(layout, logData))
            .map(values -> topicForms.length == 0 ? values : merge(logTopics, values))
        : Optional.empty();
  }

  private List<AbiValue> merge(List<Word> logTopics, List<AbiValue> inData) {
    int first = anonymous ? 0 : 1;
    int topic = 0;
    int body = 0;
    AbiValue[] values = new AbiValue[inputs.size()];
    for (int i = 0; i < values.length; i++) {
      if (inputs.get(i).indexed()) {
        values[i] = AbiDecoder.word(topicForms[topic], logTopics.get(first + topic));
        topic++;
      } else {
        values[i] = inData.get(body++);
      }
    }
    return List.of(values);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AbiEvent event
        && anonymous == event.anonymous
        && topic0.equals(event.topic0)
        && signature.equals(event.signature)
        && inputs.equals(event.inputs);
  }

  @Override
  public int hashCode() {
    return topic0.hashCode();
  }

  @Override
  public String toString() {
    return signature;
  }
}
