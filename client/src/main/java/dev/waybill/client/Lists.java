package dev.waybill.client;

import dev.waybill.protocol.CacheScope;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.ListPromptsResult;
import dev.waybill.protocol.ListResourceTemplatesResult;
import dev.waybill.protocol.ListResourcesResult;
import dev.waybill.protocol.ListToolsResult;
import dev.waybill.protocol.Methods;
import dev.waybill.protocol.Prompt;
import dev.waybill.protocol.Resource;
import dev.waybill.protocol.ResourceTemplate;
import dev.waybill.protocol.ResultReader;
import dev.waybill.protocol.Tool;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lists as streams: each page is fetched, through the cache, when it is reached. */
final class Lists {
  private static final Logger LOG = LoggerFactory.getLogger(Lists.class);

  private final Connection connection;
  private final ResultCache cache;
  private final ToolBook book;

  Lists(Connection connection, ResultCache cache, ToolBook book) {
    this.connection = connection;
    this.cache = cache;
    this.book = book;
  }

  /** One page, as it is cached. */
  private record Page(
      List<?> items, @Nullable String nextCursor, long ttlMs, CacheScope cacheScope) {}

  private interface Reader {
    Page read(ObjectNode result, ResultReader.BadItem bad);
  }

  Stream<Tool> tools(CallOptions options) {
    return stream(
        Methods.TOOLS_LIST,
        Tool.class,
        options,
        (result, bad) -> {
          ListToolsResult page = ResultReader.tools(result, bad);
          Request request = new Request(Methods.TOOLS_LIST, result, null, options);
          Era era = connection.era(request.patience(), connection.where(request));
          return new Page(
              book.learn(page.tools(), era.mirrorsParameters(), connection.server()),
              page.nextCursor(),
              page.ttlMs(),
              page.cacheScope());
        });
  }

  Stream<Resource> resources(CallOptions options) {
    return stream(
        Methods.RESOURCES_LIST,
        Resource.class,
        options,
        (result, bad) -> {
          ListResourcesResult page = ResultReader.resources(result, bad);
          return new Page(page.resources(), page.nextCursor(), page.ttlMs(), page.cacheScope());
        });
  }

  Stream<ResourceTemplate> templates(CallOptions options) {
    return stream(
        Methods.RESOURCE_TEMPLATES_LIST,
        ResourceTemplate.class,
        options,
        (result, bad) -> {
          ListResourceTemplatesResult page = ResultReader.templates(result, bad);
          return new Page(
              page.resourceTemplates(), page.nextCursor(), page.ttlMs(), page.cacheScope());
        });
  }

  Stream<Prompt> prompts(CallOptions options) {
    return stream(
        Methods.PROMPTS_LIST,
        Prompt.class,
        options,
        (result, bad) -> {
          ListPromptsResult page = ResultReader.prompts(result, bad);
          return new Page(page.prompts(), page.nextCursor(), page.ttlMs(), page.cacheScope());
        });
  }

  private <T> Stream<T> stream(String method, Class<T> type, CallOptions options, Reader reader) {
    Page first = page(method, null, options, reader);
    if (first.nextCursor == null) {
      return first.items.stream().map(type::cast);
    }
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(new Pages(method, first, options, reader), 0),
            false)
        .flatMap(page -> page.items.stream())
        .map(type::cast);
  }

  private Page page(String method, @Nullable String cursor, CallOptions options, Reader reader) {
    Page cached = cache.fresh(method, cursor == null ? "" : cursor, Page.class, options);
    if (cached != null) {
      return cached;
    }
    ObjectNode params = Json.mapper().createObjectNode();
    if (cursor != null) {
      params.put("cursor", cursor);
    }
    Request request = new Request(method, params, null, options);
    Where where = connection.where(request);
    return cache.get(
        method,
        cursor == null ? "" : cursor,
        Page.class,
        options,
        request.patience(),
        where,
        () -> {
          Page page;
          ObjectNode result = connection.request(request);
          try {
            page =
                reader.read(
                    result,
                    (at, why) ->
                        LOG.warn("{}: item {} is left out of the list: {}", where, at, why));
          } catch (IllegalArgumentException e) {
            throw where.violation("its list is malformed: " + e.getMessage(), e);
          }
          return new ResultCache.Fetched<>(page, page.ttlMs, page.cacheScope, true);
        });
  }

  /** The pages after one another; a cursor that comes twice is a circle. */
  private final class Pages implements Iterator<Page> {
    private final String method;
    private final CallOptions options;
    private final Reader reader;
    private final Set<String> seen = new HashSet<>();
    private @Nullable Page next;
    private @Nullable String cursor;

    Pages(String method, Page first, CallOptions options, Reader reader) {
      this.method = method;
      this.next = first;
      this.options = options;
      this.reader = reader;
    }

    @Override
    public boolean hasNext() {
      return next != null || cursor != null;
    }

    @Override
    public Page next() {
      Page page = next;
      if (page == null) {
        if (cursor == null) {
          throw new NoSuchElementException();
        }
        page = following(cursor);
      }
      next = null;
      cursor = page.nextCursor;
      if (cursor != null && !seen.add(cursor)) {
        throw new Where(connection.server(), method, null)
            .violation("its list goes in a circle: the same cursor came twice");
      }
      return page;
    }

    private Page following(String from) {
      try {
        return Lists.this.page(method, from, options, reader);
      } catch (McpClientException.Refused e) {
        // The cursor is no longer good, so neither are the pages that led to it.
        cache.invalidate(key -> key.method().equals(method));
        throw e;
      }
    }
  }
}
