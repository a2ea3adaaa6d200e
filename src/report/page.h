#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace autoj {

/// A text as HTML: nothing in it is markup. Bytes that are no UTF-8 become U+FFFD.
std::string EscapeHtml(const std::string& text);

/// JSON inside of a script: no tag can end it.
std::string ScriptJson(const nlohmann::ordered_json& json);

/// The charting library that pages hold: Chart.js.
std::string_view ChartingLibrary();

/// The page of that name in data/pages/ with texts in the place of its marks, which stand there
/// once and in this order. Throws Error(kInternal) where one does not.
std::string FillPage(std::string_view name,
                     const std::vector<std::pair<std::string_view, std::string_view>>& fillings);

}  // namespace autoj
