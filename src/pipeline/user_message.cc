#include "pipeline/user_message.h"

#include <string_view>
#include <utility>

namespace autoj {
namespace {

// No text holds it: it is no UTF-8.
constexpr const char* kMark = "\xFF";

size_t IndexOf(const std::string& language) { return language == "zh" ? 1 : 0; }

}  // namespace

UserMessageReader::UserMessageReader() {
  for (const char* name : {"autoj-single", "autoj-pairwise"}) {
    for (const char* language : {"en", "zh"}) {
      frames_.push_back(MakeFrame(name, language));
    }
  }
}

const Protocol& UserMessageReader::Single(const std::string& language) const {
  return frames_[IndexOf(language)].protocol;
}

const Protocol& UserMessageReader::Pairwise(const std::string& language) const {
  return frames_[2 + IndexOf(language)].protocol;
}

UserMessageReader::Frame UserMessageReader::MakeFrame(const std::string& name,
                                                      const std::string& language) {
  Frame frame{LoadProtocol(name, language), {}};
  std::string text = frame.protocol.prompt.Render(
      {{"prompt", kMark}, {"response", kMark}, {"response_another", kMark}});
  size_t begin = 0;
  for (size_t mark = text.find(kMark); mark != std::string::npos; mark = text.find(kMark, begin)) {
    frame.literals.push_back(text.substr(begin, mark - begin));
    begin = mark + 1;
  }
  frame.literals.push_back(text.substr(begin));
  return frame;
}

std::optional<UserMessage> UserMessageReader::TakeApart(const Frame& frame,
                                                        const std::string& usrmsg) {
  const std::vector<std::string>& literals = frame.literals;
  const std::string& last = literals.back();
  std::string_view rest = usrmsg;
  if (rest.substr(0, literals.front().size()) != literals.front()) {
    return std::nullopt;
  }
  rest.remove_prefix(literals.front().size());
  if (rest.size() < last.size() || rest.substr(rest.size() - last.size()) != last) {
    return std::nullopt;
  }
  rest.remove_suffix(last.size());
  UserMessage message;
  message.protocol = &frame.protocol;
  std::vector<std::string> fields;
  for (size_t i = 1; i + 1 < literals.size(); ++i) {
    size_t at = rest.find(literals[i]);
    if (at == std::string_view::npos) {
      return std::nullopt;
    }
    fields.emplace_back(rest.substr(0, at));
    rest.remove_prefix(at + literals[i].size());
    message.is_ambiguous = message.is_ambiguous || rest.find(literals[i]) != std::string_view::npos;
  }
  fields.emplace_back(rest);
  message.item.query = std::move(fields.front());
  message.item.responses.assign(std::make_move_iterator(fields.begin() + 1),
                                std::make_move_iterator(fields.end()));
  return message;
}

std::optional<UserMessage> UserMessageReader::Read(const std::string& usrmsg) const {
  for (const Frame& frame : frames_) {
    if (std::optional<UserMessage> message = TakeApart(frame, usrmsg)) {
      return message;
    }
  }
  return std::nullopt;
}

std::string FillUserMessage(const Protocol& protocol, const Item& item) {
  return RenderMessage(protocol, Form::kFull, {item}).user;
}

}  // namespace autoj
