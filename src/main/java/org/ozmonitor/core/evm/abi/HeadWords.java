package org.ozmonitor.core.evm.abi;

import java.util.List;

/// Where the parameters of a list stand in the head of encoded data.
public final class HeadWords {
  /// The place of a parameter that is a topic, or that no data reaches.
  public static final int NOWHERE = -1;

  private HeadWords() {}

  /// For each parameter the word at which its value, or the offset of its value, stands.
  ///
  /// @param parameters indexed ones are not in the data
  public static int[] places(List<AbiParameter> parameters) {
    int[] places = new int[parameters.size()];
    long word = 0;
    for (int i = 0; i < places.length; i++) {
      AbiParameter parameter = parameters.get(i);
      var layout = AbiLayout.of(List.of(parameter.type()));
      boolean isReachable = !parameter.indexed() && layout.isPresent() && word < 1 << 20;
      places[i] = isReachable ? (int) word : NOWHERE;
      if (!parameter.indexed()) {
        word += layout.map(l -> l.parts().getFirst()).map(AbiLayout::headSize).orElse(1L);
      }
    }
    return places;
  }
}
