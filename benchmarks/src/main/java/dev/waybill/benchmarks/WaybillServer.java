package dev.waybill.benchmarks;

import dev.waybill.discovery.Card;
import dev.waybill.discovery.Publication;
import dev.waybill.http.HttpEndpoint;
import dev.waybill.http.Limits;
import dev.waybill.schema.Description;
import dev.waybill.server.McpServer;
import dev.waybill.server.Resource;
import dev.waybill.server.Tool;
import java.util.List;

/** What is measured: an ordinary server of fifty tools and a resource that changes on command. */
public final class WaybillServer {
  static final String TOOL = "quote";
  static final String RESOURCE = "board://departures";
  static final String CHANGE = "change";

  static final String CARD = "card";

  private static final int TOOLS = 50;
  private static final int MOST_STREAMS = 20_000;

  record Shipment(
      @Description("Where it goes") String destination,
      @Description("Grams") int weight,
      @Description("Whether it must be there tomorrow") boolean express) {}

  record Lookup(
      @Description("What to look for") String query, @Description("At most so many") int limit) {}

  private WaybillServer() {}

  /**
   * @param args how many tools, fifty when it is not said; and {@link #CARD} for a card
   */
  public static void main(String[] args) throws Exception {
    McpServer server = server(args.length == 0 ? TOOLS : Integer.parseInt(args[0]));
    Limits limits =
        Limits.DEFAULTS
            .withConnectionsPerSecond(MOST_STREAMS)
            .withConnectionBurst(MOST_STREAMS)
            .withDocumentsPerSecond(Integer.MAX_VALUE);
    HttpEndpoint endpoint = HttpEndpoint.builder(server).port(0).limits(limits).start();
    if (List.of(args).contains(CARD)) {
      endpoint.publish(
          Publication.at(endpoint.uri())
              .add("/mcp", server.describe(), Card.standard())
              .documents());
    }
    Commands.serve(
        Integer.toString(endpoint.port()),
        command -> {
          if (command.equals(CHANGE)) {
            server.notifications().resourceUpdated(RESOURCE);
            return CHANGE;
          }
          return Heap.answer(command);
        });
  }

  private static McpServer server(int tools) {
    McpServer.Builder builder =
        McpServer.builder("benchmark", "1.0.0").maxSubscriptions(MOST_STREAMS);
    builder.add(
        Tool.named(TOOL)
            .description("What it costs to send a shipment")
            .input(Shipment.class)
            .handler((in, call) -> price(in)));
    for (int i = 1; i < tools; i++) {
      builder.add(
          Tool.named("lookup_" + i)
              .description("Looks something up in the records of depot " + i)
              .input(Lookup.class)
              .readOnly()
              .handler((in, call) -> in.query()));
    }
    builder.add(Resource.at(RESOURCE).handler(call -> "No departures"));
    return builder.build();
  }

  private static String price(Shipment shipment) {
    int cents = 450 + shipment.weight() / 10 * (shipment.express() ? 3 : 1);
    return "Sending "
        + shipment.weight()
        + " g to "
        + shipment.destination()
        + (shipment.express() ? " by express" : "")
        + " costs "
        + cents
        + " cents; it is picked up before noon";
  }
}
