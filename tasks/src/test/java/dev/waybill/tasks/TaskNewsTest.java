package dev.waybill.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Backplane;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskNewsTest {
  @ParameterizedTest
  @EnumSource
  void news_of_any_task_is_read_as_it_was_told(TaskNews.Kind kind) {
    for (String id : List.of("", "a", "odd id: é\u0000 %\uD83D\uDE00", "DDD")) {
      TaskNews news = new TaskNews(kind, id);
      assertThat(TaskNews.decode(news.encode())).contains(news);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "d", "x-task", " Dtask", "{\"news\":\"DUE\"}", "\uFFFD"})
  void what_is_no_news_is_nothing(String message) {
    assertThat(TaskNews.decode(message.getBytes(UTF_8))).isEmpty();
    assertThat(TaskNews.decode(new byte[] {(byte) 0xff, 'D'})).isEmpty();
  }

  @Test
  void who_watches_a_store_hears_of_every_task_by_its_id() throws Exception {
    Backplane backplane = Backplane.local();
    Tasks tasks = Tasks.in(new InMemoryTaskStore(InstantSource.system())).backplane(backplane);
    List<String> heard = new ArrayList<>();
    try (AutoCloseable listening = tasks.listen(heard::add)) {
      backplane.publish("tasks", "nonsense".getBytes(UTF_8));
      backplane.publish("other", "Delsewhere".getBytes(UTF_8));
      TaskNews.tell(backplane, TaskNews.Kind.DUE, "one");
      TaskNews.tell(backplane, TaskNews.Kind.CHANGED, "two");
    }
    TaskNews.tell(backplane, TaskNews.Kind.CHANGED, "three");

    assertThat(heard).containsExactly("one", "two");
  }
}
