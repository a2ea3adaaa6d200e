#include "engine/model_card.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "engine/llama_model.h"
#include "model/gguf_shape.h"

namespace autoj {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string CachePath() { return CacheFolder() + "/model-cards.json"; }

// What changes when the file does.
std::string Stamp(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    return "";
  }
  return fmt::format("4:{}:{}:{}.{:09}:{}", info.st_size, info.st_ino, info.st_mtim.tv_sec,
                     info.st_mtim.tv_nsec, info.st_dev);
}

json LoadCache() {
  std::ifstream in(CachePath());
  json cache = json::parse(in, nullptr, false);
  return cache.is_object() ? cache : json::object();
}

json ToJson(const ModelCard::Chat& chat) {
  return json{chat.frame.before, chat.frame.between, chat.frame.after, chat.error};
}

ModelCard::Chat ChatFromJson(const json& chat) {
  return {{chat.at(0), chat.at(1), chat.at(2)}, chat.at(3)};
}

std::optional<ModelCard> FindCard(const json& cache, const std::string& key,
                                  const std::string& stamp) {
  try {
    const json& entry = cache.at(key);
    if (entry.at("stamp") != stamp) {
      return std::nullopt;
    }
    return ModelCard{entry.at("name"), entry.at("identity"), ChatFromJson(entry.at("chat")),
                     ChatFromJson(entry.at("chat_with_system"))};
  } catch (const json::exception&) {
    return std::nullopt;  // no entry, or one of another version: it is made anew
  }
}

void KeepCard(const std::string& key, const std::string& stamp, const ModelCard& card) {
  json cache = LoadCache();
  cache[key] = {{"stamp", stamp},
                {"name", card.name},
                {"identity", card.identity},
                {"chat", ToJson(card.chat)},
                {"chat_with_system", ToJson(card.chat_with_system)}};
  try {
    std::error_code ignored;
    fs::create_directories(CacheFolder(), ignored);
    WriteFileAtomically(CachePath(), cache.dump(1, ' ', false, json::error_handler_t::replace));
  } catch (const Error&) {
    // The next call finds it out again.
  }
}

ModelCard::Chat TryChat(const LlamaModel& vocabulary, bool with_system) {
  try {
    return {vocabulary.Chat(with_system), ""};
  } catch (const Error& e) {
    return {{}, e.what()};
  }
}

ModelCard MakeCard(const std::string& path) {
  GgufShape shape = ReadGgufShape(path);
  ModelCard card;
  card.name = shape.name.empty() ? fs::path(path).stem().string() : shape.name;
  card.identity = "sha256:" + Sha256OfFile(path);
  LlamaModel vocabulary = LlamaModel::Load(path, LlamaModel::Part::kVocabulary);
  card.chat = TryChat(vocabulary, false);
  card.chat_with_system = TryChat(vocabulary, true);
  return card;
}

}  // namespace

ModelCard LoadModelCard(const std::string& path) {
  std::error_code ignored;
  std::string key = fs::weakly_canonical(path, ignored).string();
  std::string stamp = Stamp(path);
  if (std::optional<ModelCard> known = FindCard(LoadCache(), key, stamp); known && !stamp.empty()) {
    return *known;
  }
  ModelCard card = MakeCard(path);
  KeepCard(key, stamp, card);
  return card;
}

}  // namespace autoj
