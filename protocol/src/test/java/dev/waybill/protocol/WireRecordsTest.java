package dev.waybill.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every message type in its least and its fullest form: what is read is written again. */
class WireRecordsTest {
  static Stream<Arguments> documents() {
    return Stream.of(
        arguments(
            CallToolResult.class,
            "{'resultType':'complete','content':[{'type':'text','text':'t'},{'type':'x','y':1}]}"),
        arguments(Annotations.class, "{}"),
        arguments(
            Annotations.class,
            "{'audience':['user','assistant'],'priority':0.5,'lastModified':'2026-07-28T00:00:00Z'}"),
        arguments(Icon.class, "{'src':'https://a/i.png'}"),
        arguments(
            Icon.class,
            "{'src':'data:,x','mimeType':'image/png','sizes':['48x48','any'],'theme':'dark'}"),
        arguments(Implementation.class, "{'name':'n','version':'v'}"),
        arguments(
            Implementation.class,
            "{'name':'n','version':'v','title':'t','description':'d','icons':[{'src':'data:,'}],"
                + "'websiteUrl':'https://a'}"),
        arguments(Tool.class, "{'name':'n','inputSchema':{'type':'object'}}"),
        arguments(
            Tool.class,
            "{'name':'n','title':'t','description':'d','icons':[{'src':'data:,'}],"
                + "'inputSchema':{'type':'object'},'outputSchema':{'type':'array'},"
                + "'annotations':{'title':'x','readOnlyHint':true,'destructiveHint':false,"
                + "'idempotentHint':true,'openWorldHint':false},'_meta':{'a/b':{'c':1}}}"),
        arguments(Prompt.class, "{'name':'n'}"),
        arguments(
            Prompt.class,
            "{'name':'n','title':'t','description':'d','arguments':[{'name':'a'},"
                + "{'name':'b','title':'B','description':'x','required':true}],"
                + "'icons':[{'src':'data:,'}],'_meta':{'a/b':1}}"),
        arguments(Resource.class, "{'uri':'a:b','name':'n'}"),
        arguments(
            Resource.class,
            "{'uri':'a:b','name':'n','title':'t','description':'d','mimeType':'text/plain',"
                + "'size':5000000000,'icons':[{'src':'data:,'}],'annotations':{'priority':1.0},"
                + "'_meta':{'a/b':null}}"),
        arguments(ResourceTemplate.class, "{'uriTemplate':'a:{b}','name':'n'}"),
        arguments(
            ResourceTemplate.class,
            "{'uriTemplate':'a:{b}','name':'n','title':'t','description':'d',"
                + "'mimeType':'text/plain','icons':[{'src':'data:,'}],"
                + "'annotations':{'audience':['user']},'_meta':{'a/b':[]}}"),
        arguments(ContentBlock.class, "{'type':'text','text':''}"),
        arguments(
            ContentBlock.class,
            "{'type':'text','text':'x','annotations':{'priority':0.0},'_meta':{'a/b':1}}"),
        arguments(ContentBlock.class, "{'type':'image','data':'AAH/','mimeType':'image/png'}"),
        arguments(ContentBlock.class, "{'type':'audio','data':'','mimeType':'audio/wav'}"),
        arguments(ContentBlock.class, "{'type':'resource_link','uri':'a:b','name':'n'}"),
        arguments(
            ContentBlock.class,
            "{'type':'resource_link','uri':'a:b','name':'n','title':'t','description':'d',"
                + "'mimeType':'x/y','size':1,'icons':[{'src':'data:,'}],"
                + "'annotations':{'audience':['assistant']},'_meta':{'a/b':1}}"),
        arguments(
            ContentBlock.class, "{'type':'resource','resource':{'uri':'a:b','text':'hello'}}"),
        arguments(
            ContentBlock.class,
            "{'type':'resource','resource':{'uri':'a:b','mimeType':'x/y','blob':'AA==',"
                + "'_meta':{'a/b':1}},'annotations':{'priority':0.25},'_meta':{'c/d':2}}"),
        arguments(ResourceContents.class, "{'uri':'a:b','mimeType':'text/plain','text':''}"),
        arguments(ResourceContents.class, "{'uri':'a:b','blob':''}"),
        arguments(CallToolResult.class, "{'content':[],'resultType':'complete'}"),
        arguments(
            CallToolResult.class,
            "{'content':[{'type':'text','text':'no'}],'structuredContent':{'a':null},"
                + "'isError':true,'_meta':{'a/b':1},'resultType':'complete'}"),
        arguments(
            CallToolResult.class,
            "{'content':[],'structuredContent':null,'resultType':'complete'}"),
        arguments(
            CallToolResult.class,
            "{'content':[],'structuredContent':[1,'2',false],'resultType':'complete'}"),
        arguments(
            CompleteResult.class,
            "{'completion':{'values':['a'],'total':1,'hasMore':false},'resultType':'complete'}"),
        arguments(
            DiscoverResult.class,
            "{'supportedVersions':['2026-07-28'],'capabilities':{},'ttlMs':0,"
                + "'cacheScope':'private','resultType':'complete'}"),
        arguments(
            DiscoverResult.class,
            "{'supportedVersions':['2026-07-28'],'capabilities':{'experimental':{'x':{}},"
                + "'logging':{},'completions':{},'prompts':{'listChanged':true},"
                + "'resources':{'listChanged':true,'subscribe':true},'tools':{},"
                + "'extensions':{'a/b':{'c':1}}},'instructions':'i','ttlMs':1,"
                + "'cacheScope':'public','_meta':{'a/b':1},'resultType':'complete'}"),
        arguments(
            GetPromptResult.class,
            "{'description':'d','messages':[{'role':'user','content':{'type':'text','text':'x'}},"
                + "{'role':'assistant','content':{'type':'resource_link','uri':'a:b','name':'n'}}],"
                + "'resultType':'complete'}"),
        arguments(
            ReadResourceResult.class,
            "{'contents':[{'uri':'a:b','text':'t'},{'uri':'a:c','blob':'AA=='}],'ttlMs':5,"
                + "'cacheScope':'public','_meta':{'a/b':1},'resultType':'complete'}"),
        arguments(
            ListToolsResult.class,
            "{'tools':[],'nextCursor':'c','ttlMs':1,'cacheScope':'public','resultType':'complete'}"),
        arguments(
            ListPromptsResult.class,
            "{'prompts':[{'name':'n'}],'ttlMs':1,'cacheScope':'public','resultType':'complete'}"),
        arguments(
            ListResourcesResult.class,
            "{'resources':[],'ttlMs':1,'cacheScope':'private','resultType':'complete'}"),
        arguments(
            ListResourceTemplatesResult.class,
            "{'resourceTemplates':[],'nextCursor':'','ttlMs':1,'cacheScope':'public',"
                + "'resultType':'complete'}"),
        arguments(
            SubscriptionsListenResult.class,
            "{'_meta':{'io.modelcontextprotocol/subscriptionId':1},'resultType':'complete'}"),
        arguments(InputRequiredResult.class, "{'requestState':'s','resultType':'input_required'}"),
        arguments(
            InputRequiredResult.class,
            "{'inputRequests':{'b':{'method':'roots/list'},'a':{'method':'roots/list'}},"
                + "'resultType':'input_required'}"),
        arguments(
            InputRequest.class,
            "{'method':'elicitation/create','params':{'mode':'form','message':'m',"
                + "'requestedSchema':{'type':'object','properties':{}}}}"),
        arguments(
            InputRequest.class,
            "{'method':'elicitation/create','params':{'mode':'url','message':'m','url':'https://a'}}"),
        arguments(InputRequest.class, "{'method':'roots/list'}"),
        arguments(
            InputRequest.class,
            "{'method':'sampling/createMessage','params':{'messages':[{'role':'user',"
                + "'content':{'type':'text','text':'x'}}],'maxTokens':5}}"),
        arguments(
            InputRequest.class,
            "{'method':'sampling/createMessage','params':{'messages':[{'role':'assistant',"
                + "'content':[{'type':'tool_use','id':'1','name':'n','input':{}},"
                + "{'type':'text','text':'x'}],'_meta':{'a/b':1}},{'role':'user','content':"
                + "{'type':'tool_result','toolUseId':'1','content':[{'type':'text','text':'r'}],"
                + "'structuredContent':1,'isError':true}}],'modelPreferences':{'hints':[{'name':'h'},"
                + "{}],'costPriority':0.0,'speedPriority':1.0,'intelligencePriority':0.5},"
                + "'systemPrompt':'s','includeContext':'thisServer','temperature':0.5,'maxTokens':5,"
                + "'stopSequences':['x'],'metadata':{'k':null},'tools':[{'name':'n','inputSchema':"
                + "{'type':'object'}}],'toolChoice':{'mode':'required'}}}"),
        arguments(ElicitResult.class, "{'action':'accept','content':{'a':['x'],'b':1}}"),
        arguments(ElicitResult.class, "{'action':'decline'}"),
        arguments(ElicitResult.class, "{'action':'cancel'}"),
        arguments(
            CreateMessageResult.class,
            "{'role':'assistant','content':{'type':'text','text':'x'},'model':'m',"
                + "'stopReason':'endTurn'}"),
        arguments(
            CreateMessageResult.class,
            "{'role':'assistant','content':[{'type':'image','data':'AA==','mimeType':'i/p'},"
                + "{'type':'tool_use','id':'1','name':'n','input':{'a':1}}],'model':'m',"
                + "'_meta':{'a/b':1}}"),
        arguments(ListRootsResult.class, "{'roots':[]}"),
        arguments(
            ListRootsResult.class,
            "{'roots':[{'uri':'file:///a'},{'uri':'file:///b','name':'B','_meta':{'a/b':1}}]}"),
        arguments(
            ServerNotification.Progress.class,
            "{'progressToken':'p','progress':1.5,'total':3.0,'message':'m'}"),
        arguments(ServerNotification.Progress.class, "{'progressToken':7,'progress':1.0}"),
        arguments(
            ServerNotification.LoggingMessage.class,
            "{'level':'emergency','logger':'l','data':[1]}"),
        arguments(ServerNotification.LoggingMessage.class, "{'level':'info','data':null}"),
        arguments(
            ServerNotification.Acknowledged.class,
            "{'notifications':{},'_meta':{'io.modelcontextprotocol/subscriptionId':'s'}}"),
        arguments(
            ServerNotification.Acknowledged.class,
            "{'notifications':{'toolsListChanged':true,'promptsListChanged':true,"
                + "'resourcesListChanged':true,'resourceSubscriptions':['a:b'],"
                + "'com.example/x':['y']},'_meta':{'a/b':1}}"),
        arguments(
            ServerNotification.Cancelled.class, "{'requestId':1,'reason':'r','_meta':{'a/b':1}}"),
        arguments(ServerNotification.Cancelled.class, "{'requestId':'1'}"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("documents")
  void what_is_read_is_written_again(Class<?> type, String document) {
    JsonNode golden = tree(document);

    Object value = Json.mapper().treeToValue(golden, type);

    assertThat(tree(text(Json.bytes(value)))).isEqualTo(golden);
    assertThat(value.getClass().isRecord()).isTrue();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("documents")
  void unknown_members_are_ignored(Class<?> type, String document) {
    if (document.contains("'notifications':")) {
      return; // a filter keeps what it does not know: extensions define members of it
    }
    var odd = (tools.jackson.databind.node.ObjectNode) tree(document);
    JsonNode golden = odd.deepCopy();
    odd.putObject("com.example/later").put("x", 1);

    assertThat(tree(text(Json.bytes(Json.mapper().treeToValue(odd, type))))).isEqualTo(golden);
  }

  @Test
  void a_member_given_as_null_reads_as_absent() {
    assertThat(
            Json.mapper()
                .readValue("{\"action\":\"decline\",\"content\":null}", ElicitResult.class))
        .isEqualTo(new ElicitResult(ElicitResult.Action.DECLINE, null));
    assertThat(Json.mapper().readValue("{\"src\":\"data:,\",\"sizes\":null}", Icon.class))
        .isEqualTo(Icon.of("data:,"));
    assertThat(
            Json.mapper().readValue("{\"name\":\"n\",\"icons\":null,\"_meta\":null}", Prompt.class))
        .isEqualTo(
            new Prompt(
                "n", null, null, java.util.List.of(), java.util.List.of(), java.util.Map.of()));
  }

  @Test
  void an_elicitation_without_a_mode_is_a_form() {
    assertThat(
            Json.mapper()
                .treeToValue(
                    tree(
                        "{'method':'elicitation/create','params':{'message':'m','requestedSchema':{}}}"),
                    InputRequest.class))
        .isEqualTo(
            new InputRequest.ElicitRequest(
                new InputRequest.ElicitRequestFormParams("m", Json.mapper().createObjectNode())));
  }

  @Test
  void meta_keeps_its_order_and_cannot_be_changed_from_outside() {
    CallToolResult result =
        CallToolResult.text("x")
            .withMeta("b/b", tree("1"))
            .withMeta("a/a", tree("2"))
            .withMeta("b/b", tree("3"));
    assertThat(text(Json.bytes(result))).contains("\"_meta\":{\"b/b\":3,\"a/a\":2}");
    assertThat(CallToolResult.text("x").meta()).isEmpty();
    assertThat(result.meta()).isUnmodifiable();
  }

  @Test
  void completion_sends_a_hundred_and_tells_of_the_rest() {
    var many = java.util.stream.IntStream.range(0, 101).mapToObj(Integer::toString).toList();
    assertThat(CompleteResult.of(many).completion())
        .isEqualTo(new CompleteResult.Completion(many.subList(0, 100), 101, true));
    assertThat(CompleteResult.of(many.subList(0, 100)).completion().hasMore()).isFalse();
  }

  private static JsonNode tree(String text) {
    return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
