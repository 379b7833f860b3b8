package org.ozmonitor.server.watch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ozmonitor.core.watch.Beginning;
import org.ozmonitor.server.async.OffLoop;

/// The files that OpenZeppelin Monitor keeps per network: its checkpoint, which we read once, and
/// the blocks that it saw last, which we write where `store_blocks` asks for it. Thread-safe.
public final class WatchFiles {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern HEIGHT = Pattern.compile("\\d{1,18}");

  private final List<Path> checkpoints;
  private final Path blocks;

  /// @param checkpoints where a checkpoint may be, in this order
  /// @param blocks where stored blocks go
  public WatchFiles(List<Path> checkpoints, Path blocks) {
    this.checkpoints = List.copyOf(checkpoints);
    this.blocks = blocks;
  }

  /// Where a network goes on that OpenZeppelin Monitor has watched: the block after the one in
  /// `<slug>_last_block.txt`. A file that says 0 was written before the first block. Fails when a
  /// file is there and holds no height: to begin elsewhere might leave blocks out.
  Future<Optional<Beginning>> checkpoint(Context context, String slug) {
    return OffLoop.call(context, () -> readCheckpoint(slug));
  }

  /// Replaces the stored blocks of a network by these.
  ///
  /// @param chain the tag that a block carries, such as `EVM`
  /// @param payloads of the blocks; only the block in them is written
  Future<Path> store(
      Context context, String slug, String chain, List<byte[]> payloads, long unixSeconds) {
    return OffLoop.call(context, () -> writeBlocks(slug, chain, payloads, unixSeconds));
  }

  private Optional<Beginning> readCheckpoint(String slug) throws IOException {
    for (Path directory : checkpoints) {
      Path file = directory.resolve(slug + "_last_block.txt");
      if (Files.isRegularFile(file)) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (!HEIGHT.matcher(text).matches()) {
          throw new CheckpointUnreadableException(file);
        }
        long height = Long.parseLong(text);
        return height == 0
            ? Optional.empty()
            : Optional.of(new Beginning(height + 1, "checkpoint " + file.getFileName()));
      }
    }
    return Optional.empty();
  }

  private Path writeBlocks(String slug, String chain, List<byte[]> payloads, long unixSeconds)
      throws IOException {
    Files.createDirectories(blocks);
    Path file = blocks.resolve("%s_blocks_%d.json".formatted(slug, unixSeconds));
    Path unfinished = blocks.resolve(file.getFileName() + ".new");
    try (OutputStream out = Files.newOutputStream(unfinished)) {
      byte[] open = ("{\"" + chain + "\":").getBytes(StandardCharsets.US_ASCII);
      out.write('[');
      for (int i = 0; i < payloads.size(); i++) {
        if (i > 0) {
          out.write(',');
        }
        out.write(open);
        Block block = block(payloads.get(i));
        out.write(payloads.get(i), block.from(), block.length());
        out.write('}');
      }
      out.write(']');
    }
    deleteOlder(slug, file);
    return Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Where in a payload the block stands.
  private record Block(int from, int length) {}

  private static Block block(byte[] payload) throws IOException {
    try (JsonParser parser = JSON.createParser(payload)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.START_OBJECT
            && "block".equals(parser.currentName())) {
          int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
          parser.skipChildren();
          return new Block(from, Math.toIntExact(parser.currentLocation().getByteOffset()) - from);
        }
      }
    }
    throw new IOException("a payload holds no block");
  }

  /// The files of this slug only: another one may begin with the same letters.
  private void deleteOlder(String slug, Path kept) throws IOException {
    Pattern ours = Pattern.compile(Pattern.quote(slug) + "_blocks_\\d+\\.json");
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            blocks, file -> ours.matcher(file.getFileName().toString()).matches())) {
      for (Path file : files) {
        if (!file.equals(kept)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
