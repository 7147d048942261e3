"""What is done with an edit on this machine: its drift beside it, and the way back for what was not asked for."""

WORDS = {
    "edits.no_mask": ("This picture was made without a mask: there is no region to paste back.", "此图片未使用蒙版：没有可以贴回的区域。"),
    "edits.step": ("Pasted back into its source", "已贴回原图"),
    "page.drift_of": ("drift {n}", "偏移 {n}"),
    "page.drift": ("Drift", "偏移"),
    "page.drift_outside": ("{n} outside the region", "区域外 {n}"),
    "page.drift_changed": ("{n} of the picture changed", "图片的 {n} 有变化"),
    "page.drift_measuring": ("Measuring the drift", "正在测量偏移"),
    "page.drift_where": ("Show where", "显示位置"),
    "page.drift_paste": ("Restore outside the mask", "恢复蒙版以外"),
    "page.drift_pasting": ("Restoring", "正在恢复"),
    "page.drift_pasted": ("Pasted back: outside the mask every pixel is the source's", "已贴回：蒙版之外的每个像素都与原图一致"),
    "page.drift_shown": ("Changed, marked", "变化处（已标记）"),
}
