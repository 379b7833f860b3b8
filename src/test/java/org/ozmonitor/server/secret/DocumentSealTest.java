package org.ozmonitor.server.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestSeal;

class DocumentSealTest {
  private static final UUID HOOK = UUID.fromString("00000000-0000-0000-0000-00000000000a");
  private static final DocumentSeal.Owner OWNER =
      new DocumentSeal.Owner(Optional.of(TenantId.DEFAULT), "trigger", HOOK);
  private static final String DOCUMENT =
      "{\"config\":{\"headers\":{\"Authorization\":\"Bearer t0ken\"},"
          + "\"secret\":{\"type\":\"PLAIN\",\"value\":\"s3cr3t\"},"
          + "\"url\":{\"type\":\"plain\",\"value\":\"https://h/k3y\"}},\"name\":\"hook\"}";

  private final DocumentSeal seal = seal('a', 'd');

  @Test
  void hidesSecretsAndHeadersAndGivesThemBack() {
    String stored = seal.seal(OWNER, DOCUMENT);

    assertThat(stored)
        .doesNotContain("s3cr3t", "k3y", "t0ken")
        .contains("\"name\":\"hook\"", "\"type\":\"plain\"", "\"value\":\"ozm1:");
    assertThat(seal.open(OWNER, stored)).isEqualTo(DOCUMENT);
  }

  @Test
  void writesAnotherTextEachTime() {
    assertThat(seal.seal(OWNER, DOCUMENT)).isNotEqualTo(seal.seal(OWNER, DOCUMENT));
  }

  @Test
  void opensNoValueThatWasMovedToAnotherOwner() {
    String stored = seal.seal(OWNER, DOCUMENT);
    var other = new TenantId(UUID.fromString("00000000-0000-0000-0000-0000000000ff"));

    for (DocumentSeal.Owner thief :
        List.of(
            new DocumentSeal.Owner(Optional.of(other), "trigger", HOOK),
            new DocumentSeal.Owner(Optional.empty(), "trigger", HOOK),
            new DocumentSeal.Owner(Optional.of(TenantId.DEFAULT), "network", HOOK),
            new DocumentSeal.Owner(Optional.of(TenantId.DEFAULT), "trigger", new UUID(0, 1)))) {
      assertThatThrownBy(() -> seal.open(thief, stored)).hasMessageContaining("changed or moved");
    }
  }

  @Test
  void opensNoValueThatWasMovedWithinItsDocument() {
    String stored = seal.seal(OWNER, DOCUMENT);
    String[] values = stored.split("\"value\":\"", -1);
    String first = values[1].substring(0, values[1].indexOf('"'));
    String second = values[2].substring(0, values[2].indexOf('"'));

    assertThatThrownBy(() -> seal.open(OWNER, stored.replace(first, second)))
        .hasMessageContaining("changed or moved");
  }

  @Test
  void opensNoValueThatWasChanged() {
    String stored = seal.seal(OWNER, DOCUMENT);
    int at = stored.lastIndexOf("ozm1:") + 30;
    char other = stored.charAt(at) == 'A' ? 'B' : 'A';

    assertThatThrownBy(
            () -> seal.open(OWNER, stored.substring(0, at) + other + stored.substring(at + 1)))
        .hasMessageContaining("changed or moved");
  }

  @Test
  void takesAUsersValueThatLooksEncryptedForWhatItIs() {
    String document = "{\"url\":{\"type\":\"plain\",\"value\":\"ozm1:00000000:AAAA\"}}";

    String stored = seal.seal(OWNER, document);

    assertThat(stored).doesNotContain("ozm1:00000000:AAAA");
    assertThat(seal.open(OWNER, stored)).isEqualTo(document);
  }

  @Test
  void readsWhatAnEarlierVersionStoredInPlainText() {
    assertThat(seal.open(OWNER, DOCUMENT)).isEqualTo(DOCUMENT);
    assertThat(seal.isCurrent(DOCUMENT)).isFalse();
  }

  @Test
  void opensWithAPreviousKeyWhatIsNotEncryptedAnew() {
    String stored = seal.seal(OWNER, DOCUMENT);
    DocumentSeal rotated =
        DocumentSeal.of(new SealKeys(key('b'), List.of(key('a'))), new byte[] {'d'});

    assertThat(rotated.open(OWNER, stored)).isEqualTo(DOCUMENT);
    assertThat(rotated.isCurrent(stored)).isFalse();
    assertThat(rotated.isCurrent(rotated.seal(OWNER, DOCUMENT))).isTrue();
    assertThatThrownBy(() -> seal('b', 'd').open(OWNER, stored))
        .hasMessageContaining(key('a').id())
        .hasMessageContaining("secrets.previous_keys");
  }

  @Test
  void hasEqualDigestsForEqualDocumentsOnlyAndWhateverTheKey() {
    String digest = seal.digest(DOCUMENT);

    assertThat(seal.digest(DOCUMENT)).isEqualTo(digest);
    assertThat(seal('b', 'd').digest(DOCUMENT)).isEqualTo(digest);
    assertThat(seal.digest(DOCUMENT.replace("s3cr3t", "s3cr3u"))).isNotEqualTo(digest);
    assertThat(seal.digest(DOCUMENT.replace("hook", "hooks"))).isNotEqualTo(digest);
  }

  @Test
  void hasDigestsThatTellNothingWithoutTheKeyOfTheDatabase() {
    assertThat(seal('a', 'e').digest(DOCUMENT)).isNotEqualTo(seal.digest(DOCUMENT));
    assertThat(DocumentSeal.keyless().digest(DOCUMENT)).isNotEqualTo(seal.digest(DOCUMENT));
    assertThat(seal.fingerprint("f")).isNotEqualTo("f");
  }

  @Test
  void leavesADocumentWithoutSecretsAsItIs() {
    String document = "{\"url\":{\"type\":\"environment\",\"value\":\"HOOK\"}}";

    assertThat(seal.seal(OWNER, document)).isEqualTo(document);
    assertThat(DocumentSeal.keyless().seal(OWNER, document)).isEqualTo(document);
    assertThat(DocumentSeal.keyless().digest(document)).isEqualTo(seal.digest(document));
  }

  @Test
  void saysWhatToDoWhereThereIsNoKey() {
    assertThatThrownBy(() -> DocumentSeal.keyless().seal(OWNER, DOCUMENT))
        .hasMessageContaining("secrets.key")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void takesNoKeyOfAnotherLength() {
    assertThatThrownBy(() -> SealKey.parse("c2hvcnQ="))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("c2hvcnQ");
    assertThatThrownBy(() -> SealKey.parse("not base64!"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("not base64");
    assertThat(key('a')).hasToString("key " + key('a').id());
  }

  private static SealKey key(char letter) {
    return SealKey.parse(TestSeal.key(letter));
  }

  private static DocumentSeal seal(char letter, char digest) {
    return DocumentSeal.of(new SealKeys(key(letter), List.of()), new byte[] {(byte) digest});
  }
}
