"""From results to what the page's elements are given (ui/shapes). Pure: no gradio, no files, no clock."""
