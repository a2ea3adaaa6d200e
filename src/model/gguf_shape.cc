#include "model/gguf_shape.h"

#include <ggml-cpp.h>
#include <gguf.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <fmt/format.h>

#include "model/model_error.h"

namespace autoj {
namespace {

void CheckMagic(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    FailModel(path, "is a folder; this build loads .gguf files only");
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    FailModel(path, "no such file, or it cannot be read");
  }
  std::array<char, 4> magic{};
  in.read(magic.data(), magic.size());
  if (std::string_view(magic.data(), magic.size()) != "GGUF") {
    FailModel(path, "is not a GGUF file");
  }
}

std::string Text(const gguf_context* gguf, const char* key) {
  int64_t id = gguf_find_key(gguf, key);
  bool text = id >= 0 && gguf_get_kv_type(gguf, id) == GGUF_TYPE_STRING;
  return text ? gguf_get_val_str(gguf, id) : "";
}

// A number, or the largest of a list (some models give one number a layer).
uint64_t Number(const gguf_context* gguf, const std::string& key, uint64_t otherwise) {
  int64_t id = gguf_find_key(gguf, key.c_str());
  if (id < 0) {
    return otherwise;
  }
  if (gguf_get_kv_type(gguf, id) == GGUF_TYPE_UINT32) {
    return gguf_get_val_u32(gguf, id);
  }
  bool list = gguf_get_kv_type(gguf, id) == GGUF_TYPE_ARRAY &&
              (gguf_get_arr_type(gguf, id) == GGUF_TYPE_INT32 ||
               gguf_get_arr_type(gguf, id) == GGUF_TYPE_UINT32);
  uint64_t largest = otherwise;
  for (size_t i = 0; list && i < gguf_get_arr_n(gguf, id); ++i) {
    uint32_t value = static_cast<const uint32_t*>(gguf_get_arr_data(gguf, id))[i];
    largest = i == 0 ? value : std::max<uint64_t>(largest, value);
  }
  return largest;
}

// The header says where the last tensor ends.
void CheckComplete(const std::string& path, const gguf_context& gguf, uint64_t file_bytes) {
  uint64_t end = gguf_get_data_offset(&gguf);
  for (int64_t i = 0; i < gguf_get_n_tensors(&gguf); ++i) {
    end = std::max<uint64_t>(end, gguf_get_data_offset(&gguf) + gguf_get_tensor_offset(&gguf, i) +
                                      gguf_get_tensor_size(&gguf, i));
  }
  if (end > file_bytes) {
    FailModel(path,
              fmt::format("is cut off: it has {} of {} bytes; fetch it again", file_bytes, end));
  }
}

}  // namespace

GgufShape ReadGgufShape(const std::string& path) {
  CheckMagic(path);
  gguf_context_ptr gguf(gguf_init_from_file(path.c_str(), {.no_alloc = true, .ctx = nullptr}));
  if (!gguf) {
    FailModel(path, "cannot be read as GGUF; is the file complete?");
  }
  GgufShape shape;
  shape.name = Text(gguf.get(), "general.name");
  shape.file_bytes = std::filesystem::file_size(path);
  CheckComplete(path, *gguf, shape.file_bytes);
  if (gguf_find_key(gguf.get(), "tokenizer.ggml.model") < 0) {
    FailModel(path, "has no tokenizer; convert it again with one");
  }
  std::string arch = Text(gguf.get(), "general.architecture");
  uint64_t width = Number(gguf.get(), arch + ".embedding_length", 0);
  uint64_t layers = Number(gguf.get(), arch + ".block_count", 0);
  uint64_t heads = Number(gguf.get(), arch + ".attention.head_count", 1);
  uint64_t kv_heads = Number(gguf.get(), arch + ".attention.head_count_kv", heads);
  uint64_t head = heads == 0 ? 0 : width / heads;
  uint64_t key = Number(gguf.get(), arch + ".attention.key_length", head);
  uint64_t value = Number(gguf.get(), arch + ".attention.value_length", head);
  shape.kv_bytes_per_token = 2 * layers * kv_heads * (key + value);
  shape.context = static_cast<int>(Number(gguf.get(), arch + ".context_length", 0));
  shape.layers = static_cast<int>(layers);
  shape.heads = static_cast<int>(heads);
  int64_t tokens = gguf_find_key(gguf.get(), "tokenizer.ggml.tokens");
  shape.vocabulary = tokens < 0 ? 0 : static_cast<int>(gguf_get_arr_n(gguf.get(), tokens));
  return shape;
}

}  // namespace autoj
