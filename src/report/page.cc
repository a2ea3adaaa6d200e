#include "report/page.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "autoj/error.h"
#include "base/text.h"
#include "report/shipped.h"

namespace autoj {
namespace {

std::string_view Shipped(std::string_view name) {
  const std::vector<ShippedFile>& files = ShippedPages();
  auto found = std::find_if(files.begin(), files.end(),
                            [&](const ShippedFile& file) { return file.name == name; });
  if (found == files.end()) {
    throw Error(ErrorKind::kInternal, fmt::format("{} is not compiled in", name));
  }
  return found->text;
}

}  // namespace

std::string EscapeHtml(const std::string& text) {
  std::string escaped;
  for (char c : RepairUtf8(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string ScriptJson(const nlohmann::ordered_json& json) {
  std::string text;
  for (char c : json.dump(-1, ' ', /*ensure_ascii=*/true,
                          nlohmann::ordered_json::error_handler_t::replace)) {
    text += c == '<' ? "\\u003c" : std::string(1, c);
  }
  return text;
}

std::string_view ChartingLibrary() { return Shipped("chart.min.js"); }

std::string FillPage(std::string_view name,
                     const std::vector<std::pair<std::string_view, std::string_view>>& fillings) {
  std::string_view page = Shipped(name);
  std::string filled;
  for (const auto& [mark, text] : fillings) {
    size_t at = page.find(mark);
    if (at == std::string_view::npos) {
      throw Error(ErrorKind::kInternal, fmt::format("the page {} has no mark {}", name, mark));
    }
    filled.append(page.substr(0, at)).append(text);
    page.remove_prefix(at + mark.size());
  }
  return filled.append(page);
}

}  // namespace autoj
