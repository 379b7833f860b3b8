package org.ozmonitor.server.notification;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/// Stands before a mail server that has neither STARTTLS nor recipients that it refuses, and adds
/// both: `refused@…` gets a 550, `busy@…` a 451.
final class SmtpRelay {
  private final NetServer server;
  private final NetClient client;
  private final int target;
  private final List<String> commands = new CopyOnWriteArrayList<>();

  SmtpRelay(Vertx vertx, PfxOptions certificate, int target) {
    this.target = target;
    this.client = vertx.createNetClient();
    this.server =
        NotificationRows.await(
            vertx
                .createNetServer(new NetServerOptions().setKeyCertOptions(certificate))
                .connectHandler(this::accept)
                .listen(0, "127.0.0.1"));
  }

  int port() {
    return server.actualPort();
  }

  /// The first words of what came in, and `TLS` where encryption began.
  List<String> commands() {
    return List.copyOf(commands);
  }

  private void accept(NetSocket caller) {
    caller.pause();
    client
        .connect(target, "127.0.0.1")
        .onSuccess(
            mailServer -> {
              caller.handler(line -> onCommand(caller, mailServer, line));
              mailServer.handler(answer -> caller.write(withStartTls(caller, answer)));
              caller.closeHandler(_ -> mailServer.close());
              mailServer.closeHandler(_ -> caller.close());
              caller.resume();
            });
  }

  private void onCommand(NetSocket caller, NetSocket mailServer, Buffer line) {
    String command = line.toString().toLowerCase(Locale.ROOT);
    commands.add(command.split("[ \r\n]", 2)[0]);
    if (command.startsWith("starttls")) {
      caller.upgradeToSsl(Buffer.buffer("220 go ahead\r\n")).onSuccess(_ -> commands.add("TLS"));
    } else if (command.startsWith("rcpt to:<refused@")) {
      caller.write("550 5.1.1 no such user\r\n");
    } else if (command.startsWith("rcpt to:<busy@")) {
      caller.write("451 4.2.1 try again\r\n");
    } else {
      mailServer.write(line);
    }
  }

  private static Buffer withStartTls(NetSocket caller, Buffer answer) {
    String text = answer.toString();
    boolean capabilities = !caller.isSsl() && text.startsWith("250-");
    return capabilities ? Buffer.buffer("250-STARTTLS\r\n" + text) : answer;
  }
}
