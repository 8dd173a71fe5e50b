package dev.waybill.server;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.Implementation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** What a server is to its earlier era. */
final class EarlierInside implements EarlierEra.Inside {
  private final McpServer.Settings settings;
  private final Backplane backplane;
  private final Door door;

  private EarlierInside(McpServer.Settings settings, Door door) {
    this.settings = settings;
    Backplane given = settings.backplane();
    this.backplane = given == null ? Backplane.local() : given;
    this.door = door;
  }

  /**
   * Whether earlier revisions are to be served and the room that knows them is there. Found out
   * without loading anything of it, as most servers answer many requests before the first of them.
   */
  static boolean isThere(Eras eras) {
    return !eras.earlier().isEmpty()
        && EarlierEra.class
                .getClassLoader()
                .getResource("META-INF/services/" + EarlierEra.Provider.class.getName())
            != null;
  }

  static EarlierEra start(McpServer.Settings settings, Door door) {
    return ServiceLoader.load(EarlierEra.Provider.class, EarlierEra.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("A provider names itself and is not there"))
        .start(new EarlierInside(settings, door));
  }

  @Override
  public Implementation info() {
    return settings.info();
  }

  @Override
  public DiscoverResult discover() {
    return door.discover();
  }

  @Override
  public Eras eras() {
    return settings.eras();
  }

  @Override
  public Sealer sealer() {
    return settings.sealer();
  }

  @Override
  public Backplane backplane() {
    return backplane;
  }

  @Override
  public InstantSource clock() {
    return settings.clock();
  }

  @Override
  public Collection<Extension> extensions() {
    return door.extensions().all();
  }

  @Override
  public Collection<Tool> tools() {
    return door.catalog().tools().values();
  }

  @Override
  public SessionLimits sessionLimits() {
    return settings.sessionLimits();
  }

  @Override
  public Duration patience() {
    return settings.stateLifetime();
  }

  @Override
  public void count(String revision, String method) {
    door.count(revision, method);
  }

  @Override
  public Exchange run(EarlierEra.EarlierCall call) {
    return door.start(call.request(), call.principal(), call.world(), call.reply(), call.then());
  }

  @Override
  public Optional<byte[]> prepared(ClientRequest request, String form, Supplier<byte[]> writer) {
    return door.isSameForAll(request)
        ? Optional.of(door.prepared().answer(request, form, writer))
        : Optional.empty();
  }

  @Override
  public Outcome outcome(ClientRequest request, Principal principal) {
    return door.outcome(request, principal);
  }

  @Override
  public void demandResource(String uri, Principal principal) {
    door.dispatcher().locate(uri, principal);
  }

  @Override
  public void add(Subscriber subscriber) {
    door.hub().add(subscriber);
  }

  @Override
  public void watch(Subscriber subscriber, String uri, Principal principal) {
    if (!door.hub().watch(subscriber, uri, door.listening().watcher(uri, principal))) {
      throw Resource.notFound(uri);
    }
  }

  @Override
  public void unwatch(Subscriber subscriber, String uri) {
    door.hub().unwatch(subscriber, uri);
  }

  @Override
  public void remove(Subscriber subscriber) {
    door.hub().remove(subscriber);
  }

  @Override
  public void after(Duration delay, Runnable action) {
    settings.timer().after(delay.toNanos(), action);
  }
}
